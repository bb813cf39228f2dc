package io.github.camelopenrouter.internal.structured;

/** A check was given up because it takes too long. */
final class TooCostlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostlyException() {
        super("a check takes too long", null, false, false);
    }
}
