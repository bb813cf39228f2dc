package io.github.camelopenrouter.error;

/** The conversation does not fit the model. A route may shorten it or choose a model with a larger context. */
public final class ContextLengthException extends InvalidRequestException {
    private static final long serialVersionUID = 1L;

    public ContextLengthException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new ContextLengthException(facts, cause);
    }
}
