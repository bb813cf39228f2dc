package io.github.camelopenrouter.internal.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ToolCall;

/**
 * What is to be done about one call that a model asked for.
 *
 * @param call as the model asked for it
 * @param tool what runs; null where nothing does
 * @param arguments valid; null where nothing runs
 * @param told what the model is told instead; null where the tool runs
 */
record PlannedCall(ToolCall call, Tool tool, ObjectNode arguments, String told) {
    static PlannedCall run(ToolCall call, Tool tool, ObjectNode arguments) {
        return new PlannedCall(call, tool, arguments, null);
    }

    static PlannedCall tell(ToolCall call, String sentence) {
        return new PlannedCall(call, null, null, sentence);
    }

    boolean runs() {
        return tool != null;
    }
}
