package io.github.camelopenrouter.internal.tool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ToolCall;

/**
 * The ids of all calls of one conversation. Some providers number the calls of each turn from the start, and others refuse a
 * conversation in which an id stands for two calls. Not thread-safe.
 */
final class CallIds {
    private final Set<String> used = new HashSet<>();
    /** How often an id came, so that finding another one takes no longer each time. */
    private final Map<String, Integer> times = new HashMap<>();

    /** Knows the ids of calls in earlier turns. */
    void add(Collection<String> ids) {
        used.addAll(ids);
    }

    /**
     * The same turn; a call whose id stood in an earlier turn has another one, and so has the reasoning that belongs to the call.
     *
     * @param turn with calls, whose ids differ
     */
    ChatMessage unique(ChatMessage turn) {
        Map<String, String> renamed = new HashMap<>();
        for (ToolCall call : turn.toolCalls()) {
            if (!used.add(call.id())) {
                renamed.put(call.id(), another(call.id()));
            }
        }
        if (renamed.isEmpty()) {
            return turn;
        }
        List<ToolCall> calls = new ArrayList<>(turn.toolCalls().size());
        for (ToolCall call : turn.toolCalls()) {
            calls.add(new ToolCall(
                    renamed.getOrDefault(call.id(), call.id()),
                    call.type(),
                    call.name(),
                    call.arguments(),
                    call.error(),
                    call.extra()));
        }
        return new ChatMessage(
                turn.role(),
                turn.content(),
                turn.name(),
                turn.toolCallId(),
                List.copyOf(calls),
                turn.refusal(),
                turn.reasoning(),
                turn.reasoningDetails() == null ? null : details(turn.reasoningDetails(), renamed),
                turn.extra());
    }

    private String another(String id) {
        String other;
        do {
            other = id + "_" + times.merge(id, 2, (before, two) -> before + 1);
        } while (!used.add(other));
        return other;
    }

    /** Signatures of some providers name the call that they sign. */
    private static List<JsonNode> details(List<JsonNode> details, Map<String, String> renamed) {
        List<JsonNode> all = new ArrayList<>(details.size());
        for (JsonNode detail : details) {
            String id = renamed.get(detail.path("id").asText(""));
            all.add(
                    id == null || !(detail instanceof ObjectNode object)
                            ? detail
                            : object.deepCopy().put("id", id));
        }
        return List.copyOf(all);
    }
}
