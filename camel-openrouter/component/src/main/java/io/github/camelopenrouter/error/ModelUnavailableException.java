package io.github.camelopenrouter.error;

/** No such model, or no provider of it fits the request's routing and privacy rules (404, or 400 for an unknown id). Another
 * model may do. */
public final class ModelUnavailableException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public ModelUnavailableException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new ModelUnavailableException(facts, cause);
    }
}
