package io.github.camelopenrouter.model;

/**
 * Something that a tool did while an answer streamed.
 *
 * @param kind what happened
 * @param round the model's answer that asked for it, 1 for the first
 * @param call what the model asked for
 * @param result what the model is told, where it is text; null before the end of the call
 * @param failed whether the call did not come to a good end: it failed, took too long, or was not run at all
 */
public record ToolEvent(Kind kind, int round, ToolCall call, String result, boolean failed) {
    /** What happened. */
    public enum Kind {
        /** The call begins. */
        called,
        /** The call has ended, or was not run; the model is told so. */
        answered
    }

    /** Says nothing of arguments and result. */
    @Override
    public String toString() {
        return "ToolEvent[" + kind + " " + call.name() + ", round " + round + (failed ? ", failed]" : "]");
    }
}
