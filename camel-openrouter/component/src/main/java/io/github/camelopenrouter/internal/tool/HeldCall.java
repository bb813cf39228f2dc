package io.github.camelopenrouter.internal.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ToolCall;

/**
 * One call of a turn that was handed out.
 *
 * @param call as the model asked for it
 * @param arguments valid, and changed where an approval changed them; null where nothing is to run
 * @param told what the model is told where nothing is to run; null elsewhere
 * @param waits whether somebody outside is to say what becomes of it
 */
public record HeldCall(ToolCall call, ObjectNode arguments, String told, boolean waits) {
    /** Says nothing of the arguments. */
    @Override
    public String toString() {
        return "HeldCall[" + call.name() + "]";
    }
}
