package io.github.camelopenrouter.error;

/** Credits, the key's limit or a budget are used up (402, or 403 with a budget as its source). Stop until somebody pays. */
public final class InsufficientCreditsException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public InsufficientCreditsException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new InsufficientCreditsException(facts, cause);
    }
}
