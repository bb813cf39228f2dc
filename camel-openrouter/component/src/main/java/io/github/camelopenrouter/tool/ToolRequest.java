package io.github.camelopenrouter.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call that a model asks for, before it runs.
 *
 * @param name of the tool
 * @param callId the model's, or made up where it gave none
 * @param arguments valid by the tool's schema. Text, numbers, booleans, null, and maps and lists of them; unmodifiable
 * @param headers those of the message that tools may see (option toolHeaders). Unmodifiable
 * @param round the model's answer that asks for it, 1 for the first
 * @param hash SHA-256 of tool, call id and arguments, in hexadecimal digits. The same however the arguments are spelled
 */
public record ToolRequest(
        String name,
        String callId,
        Map<String, Object> arguments,
        Map<String, Object> headers,
        int round,
        String hash) {
    public ToolRequest {
        arguments = map(arguments);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(value(element)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    /** Says nothing of arguments and headers: both may be secret. */
    @Override
    public String toString() {
        return "ToolRequest[" + name + ", round " + round + "]";
    }
}
