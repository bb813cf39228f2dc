package io.github.camelopenrouter.verify;

/** A check that did not find what it wants. Its message is one line, and may hold words of the service. */
final class CheckFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Remedy remedy;

    /** @param remedy null for none */
    CheckFailedException(String message, Remedy remedy) {
        super(message);
        this.remedy = remedy;
    }

    Remedy remedy() {
        return remedy;
    }
}
