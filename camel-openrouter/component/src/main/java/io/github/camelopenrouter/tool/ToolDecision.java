package io.github.camelopenrouter.tool;

import java.util.Map;

/**
 * What becomes of a call that a model asks for. Immutable as far as its arguments are.
 *
 * @param kind what becomes of it
 * @param reason why it is denied, as the model may know it; null for none, and for all else
 * @param arguments what it runs with where they are changed; null for all else
 */
public record ToolDecision(Kind kind, String reason, Map<String, Object> arguments) {
    /** What becomes of the call. */
    public enum Kind {
        /** It runs. */
        allow,
        /** It does not run, and the model is told so. */
        deny,
        /** It runs with other arguments. */
        change,
        /** A human is to say. Nothing of the turn runs, and its calls are handed out. */
        ask
    }

    public ToolDecision {
        if (kind == null || (kind == Kind.change) != (arguments != null)) {
            throw new IllegalArgumentException("a decision is one of allow, deny, change with arguments, and ask");
        }
    }

    /** The call runs. */
    public static ToolDecision allow() {
        return new ToolDecision(Kind.allow, null, null);
    }

    /** The call does not run. The model is told that it was not approved. */
    public static ToolDecision deny() {
        return new ToolDecision(Kind.deny, null, null);
    }

    /** The call does not run. The model is told the reason, up to 1,000 characters of it. */
    public static ToolDecision deny(String reason) {
        return new ToolDecision(Kind.deny, reason, null);
    }

    /**
     * The call runs with these arguments, where they are valid by the tool's schema; else it does not run. The model is not told of the
     * change: the tool's result should say what was done.
     */
    public static ToolDecision change(Map<String, Object> arguments) {
        return new ToolDecision(Kind.change, null, arguments);
    }

    /** A human is to say: the turn's calls are handed out, and nothing of it runs before the answer comes. */
    public static ToolDecision ask() {
        return new ToolDecision(Kind.ask, null, null);
    }

    /** Says nothing of reason and arguments. */
    @Override
    public String toString() {
        return "ToolDecision[" + kind + "]";
    }
}
