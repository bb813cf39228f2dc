package io.github.camelopenrouter.examples.springboot;

/** A question that is not asked, and why. */
final class UnusableQuestionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    UnusableQuestionException(String what, String remedy) {
        super(what);
        trouble = Trouble.trouble(what, remedy);
    }

    Trouble trouble() {
        return trouble;
    }
}
