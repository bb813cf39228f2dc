package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ToolCall;

/** Messages and requests as trees, as they are sent, and messages back: what comes back is sent as the same bytes. */
public final class MessageJson {
    private static final Set<String> OF_MESSAGE = Set.of(
            "role", "content", "name", "tool_call_id", "tool_calls", "refusal", "reasoning", "reasoning_details");
    private static final Set<String> OF_CALL = Set.of("id", "type", "function");

    private MessageJson() {}

    /**
     * A request, or some of its members, as it is sent.
     *
     * @throws IllegalArgumentException where it cannot be sent
     */
    public static ObjectNode write(Map<String, ?> members) {
        try {
            return (ObjectNode) Json.object(RequestWriter.write(ChatRequest.of(members)));
        } catch (IOException e) {
            throw new UncheckedIOException("what was written cannot be read", e);
        }
    }

    /**
     * @param json an element of what {@link #write} made of the member {@code messages}
     * @throws IllegalArgumentException where it is something else
     */
    public static ChatMessage read(JsonNode json) {
        JsonNode content = json.path("content");
        List<ToolCall> calls = null;
        if (json.path("tool_calls").isArray()) {
            calls = new ArrayList<>();
            for (JsonNode call : json.path("tool_calls")) {
                calls.add(new ToolCall(
                        text(call, "id"),
                        text(call, "type"),
                        text(call.path("function"), "name"),
                        text(call.path("function"), "arguments"),
                        null,
                        further(call, OF_CALL)));
            }
        }
        return new ChatMessage(
                text(json, "role"),
                content.isArray() ? list(content) : content.textValue(),
                text(json, "name"),
                text(json, "tool_call_id"),
                calls,
                text(json, "refusal"),
                text(json, "reasoning"),
                json.path("reasoning_details").isArray() ? list(json.path("reasoning_details")) : null,
                further(json, OF_MESSAGE));
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>(array.size());
        array.forEach(list::add);
        return List.copyOf(list);
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).textValue();
    }

    private static Map<String, JsonNode> further(JsonNode object, Set<String> known) {
        Map<String, JsonNode> further = new TreeMap<>();
        object.properties().forEach(member -> {
            if (!known.contains(member.getKey())) {
                further.put(member.getKey(), member.getValue());
            }
        });
        return further;
    }
}
