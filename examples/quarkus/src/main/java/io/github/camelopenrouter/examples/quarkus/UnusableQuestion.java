package io.github.camelopenrouter.examples.quarkus;

/** What was sent cannot be asked; nothing was sent to the service. */
final class UnusableQuestion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    UnusableQuestion(String what, String remedy) {
        super(what);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
