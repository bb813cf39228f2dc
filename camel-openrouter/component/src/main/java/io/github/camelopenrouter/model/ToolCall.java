package io.github.camelopenrouter.model;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A call that the model asks for. Nothing here is executed by the component.
 *
 * @param id opaque id to answer with; made up and unique within the answer where the provider sent none
 * @param type {@code function} unless the provider says otherwise
 * @param name name of the function; null where the provider never sent one
 * @param arguments JSON text of the arguments, {@code {}} for none; the raw text where {@code error} is set
 * @param error why this call must not be executed, or null where its arguments are a JSON object
 * @param extra members that have no place of their own, such as {@code cache_control}; those of the call's own {@code function} stand
 *     in a member of that name. Never null
 */
public record ToolCall(
        String id, String type, String name, String arguments, String error, Map<String, JsonNode> extra) {
    public ToolCall {
        extra = extra == null ? Map.of() : extra;
    }

    public ToolCall(String id, String type, String name, String arguments, String error) {
        this(id, type, name, arguments, error, Map.of());
    }

    public ToolCall(String id, String name, String arguments) {
        this(id, "function", name, arguments, null);
    }

    /** The same call with one more member that has no place of its own, such as {@code cache_control}. */
    public ToolCall with(String member, JsonNode value) {
        Map<String, JsonNode> more = new TreeMap<>(extra);
        more.put(member, value);
        return new ToolCall(id, type, name, arguments, error, more);
    }
}
