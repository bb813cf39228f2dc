package io.github.camelopenrouter.model;

import java.util.Map;

/**
 * A call that waits for somebody outside.
 *
 * @param id of the call
 * @param name of the tool
 * @param arguments valid by the tool's schema. Text, numbers, booleans, null, and maps and lists of them
 * @param hash SHA-256 of tool, call id and arguments, in hexadecimal digits
 */
public record PendingToolCall(String id, String name, Map<String, Object> arguments, String hash) {
    /** Says nothing of the arguments. */
    @Override
    public String toString() {
        return "PendingToolCall[" + name + "]";
    }
}
