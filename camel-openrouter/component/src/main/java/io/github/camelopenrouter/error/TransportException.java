package io.github.camelopenrouter.error;

/** No usable answer came: no connection, a timeout, a cut, an answer beyond a size limit, a call that was stopped. Look at
 * {@link #getOutcome()} before sending again. */
public final class TransportException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    public TransportException(ErrorDetails details, Throwable cause) {
        super(details, cause);
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new TransportException(facts, cause);
    }
}
