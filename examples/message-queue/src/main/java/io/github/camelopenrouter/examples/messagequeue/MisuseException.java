package io.github.camelopenrouter.examples.messagequeue;

/** Something that whoever called this program can put right; the message is one line that says what, and how. */
final class MisuseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MisuseException(String message) {
        super(message);
    }
}
