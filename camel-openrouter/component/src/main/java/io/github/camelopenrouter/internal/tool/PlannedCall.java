package io.github.camelopenrouter.internal.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ToolCall;

/**
 * What is to be done about one call that a model asked for.
 *
 * @param call as the model asked for it
 * @param tool what runs, or ran outside; null where nothing does
 * @param arguments valid; null where nothing runs
 * @param told what the model is told where nothing runs here; null where the tool does
 * @param given whether what the model is told is the result of a tool that ran outside
 */
record PlannedCall(ToolCall call, Tool tool, ObjectNode arguments, String told, boolean given) {
    static PlannedCall run(ToolCall call, Tool tool, ObjectNode arguments) {
        return new PlannedCall(call, tool, arguments, null, false);
    }

    static PlannedCall tell(ToolCall call, String sentence) {
        return new PlannedCall(call, null, null, sentence, false);
    }

    static PlannedCall given(ToolCall call, Tool tool, String result) {
        return new PlannedCall(call, tool, null, result, true);
    }

    boolean runs() {
        return told == null;
    }
}
