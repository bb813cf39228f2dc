package io.github.camelopenrouter.store;

/**
 * A store of a journal or a budget has failed. Its message says what was asked, in one line without SQL and without what the row
 * holds. An implementation of one's own throws it where asking again is no use; any other {@link RuntimeException} counts as a
 * failure that passes.
 */
public final class StoreException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * @param retryable whether asking again later is sensible; false where somebody has to mend something first
     * @param cause null where there is none
     */
    public StoreException(String message, boolean retryable, Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    public boolean isRetryable() {
        return retryable;
    }

    /** Whether a failure of a store, or what caused it, says that asking again is no use. */
    public static boolean isPermanent(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof StoreException known) {
                return !known.retryable;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
