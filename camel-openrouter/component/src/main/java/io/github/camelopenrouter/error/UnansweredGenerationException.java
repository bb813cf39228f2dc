package io.github.camelopenrouter.error;

/**
 * The request was sent before, and nobody knows what became of it: it may have been billed. It was parked in the generation journal
 * and is not sent again; {@link #getGenerationId()} tells under which id the service knows it, where that much had arrived.
 */
public final class UnansweredGenerationException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public UnansweredGenerationException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new UnansweredGenerationException(facts, cause);
    }
}
