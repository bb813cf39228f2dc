package io.github.camelopenrouter.internal.structured;

/** A check was given up because it takes too long. An error, because validators log what else is thrown within them. */
final class TooCostlyError extends Error {
    private static final long serialVersionUID = 1L;

    TooCostlyError() {
        super("a check takes too long", null, false, false);
    }
}
