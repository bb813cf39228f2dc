package io.github.camelopenrouter.internal.tool;

import io.github.camelopenrouter.model.ToolCall;

/**
 * How one call ended.
 *
 * @param call as the model asked for it
 * @param result what the model is told
 * @param ran whether the tool ran
 * @param fault the word for why it did not come to a good end, such as {@code tool_timeout}; null where it did, or where the model
 *     was only told why nothing ran
 * @param cause what the tool threw, or null
 */
public record CallResult(ToolCall call, ToolResult result, boolean ran, String fault, Throwable cause) {
    /** Says nothing of arguments and results. */
    @Override
    public String toString() {
        return "CallResult[" + (fault == null ? "well" : fault) + "]";
    }
}
