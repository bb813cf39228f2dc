package io.github.camelopenrouter.internal.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What somebody outside says about a call that was handed out.
 *
 * @param kind what becomes of it
 * @param text why it is denied, or null; or the result
 * @param arguments what it runs with where they are changed; null elsewhere
 */
public record HeldAnswer(Kind kind, String text, ObjectNode arguments) {
    /** What becomes of the call. */
    public enum Kind {
        allow,
        deny,
        change,
        result
    }

    /** Says nothing of text and arguments. */
    @Override
    public String toString() {
        return "HeldAnswer[" + kind + "]";
    }
}
