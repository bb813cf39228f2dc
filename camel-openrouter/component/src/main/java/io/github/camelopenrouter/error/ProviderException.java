package io.github.camelopenrouter.error;

/** The provider or OpenRouter failed: 5xx, an error inside a 200 or in mid-stream, an empty or unreadable answer. */
public final class ProviderException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public ProviderException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new ProviderException(facts, cause);
    }
}
