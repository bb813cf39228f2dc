package io.github.camelopenrouter.internal.tool;

/**
 * What came of a call.
 *
 * @param content for the model: text, or a list of content parts
 * @param failed whether the tool says that it failed; the content then says why, as the model may know it
 */
public record ToolResult(Object content, boolean failed) {
    public static ToolResult text(String text) {
        return new ToolResult(text, false);
    }

    /** @param sentence what the model may know of the failure */
    public static ToolResult failure(String sentence) {
        return new ToolResult(sentence, true);
    }

    /** Says nothing of the content. */
    @Override
    public String toString() {
        return "ToolResult[" + (failed ? "failed" : "well") + "]";
    }
}
