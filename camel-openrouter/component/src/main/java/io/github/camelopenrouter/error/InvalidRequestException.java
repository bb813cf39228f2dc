package io.github.camelopenrouter.error;

/** The request is wrong, by the judgement of this component (nothing was sent) or of OpenRouter (400, 413, 422, ...). A poison
 * message: sending it again fails again. */
public class InvalidRequestException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public InvalidRequestException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new InvalidRequestException(facts, cause);
    }
}
