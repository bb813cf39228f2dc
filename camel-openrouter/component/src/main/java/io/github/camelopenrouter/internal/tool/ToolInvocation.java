package io.github.camelopenrouter.internal.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One call of a tool.
 *
 * @param callId the model's, or made up where it gave none
 * @param name of the tool
 * @param arguments valid by the tool's schema; the tool's own, which may change it
 * @param headers what the exchange that asked lets tools see, by name
 * @param way of nested calls that led here, for those that the tool makes
 * @param timeout how long the call is waited for; null for no limit
 */
public record ToolInvocation(
        String callId,
        String name,
        ObjectNode arguments,
        Map<String, Object> headers,
        List<String> way,
        Duration timeout) {

    /** Says nothing of arguments or headers: both may be secret. */
    @Override
    public String toString() {
        return "ToolInvocation[" + name + "]";
    }
}
