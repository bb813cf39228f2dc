package io.github.camelopenrouter.error;

/**
 * A limit on this side refused the call before anything was sent: the queue is full or was too slow, a circuit is open, the
 * component is stopping. {@link #getErrorType()} tells which. Sending it again later is safe and sensible.
 */
public final class NotAdmittedException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public NotAdmittedException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new NotAdmittedException(facts, cause);
    }
}
