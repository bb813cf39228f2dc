package io.github.camelopenrouter.simulator.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The reasoning of turns that called tools, as their providers would know it again. Thread-safe. */
final class SignedTurns {

    private static final int MOST = 10_000;
    private static final List<String> GROWING = List.of("text", "summary", "data");

    private final Map<String, ArrayNode> byCallId = new LinkedHashMap<>();

    /** @param details what the turn told of its reasoning; nothing to be remembered if no proof is among it */
    synchronized void remember(List<String> callIds, ArrayNode details) {
        if (!isSigned(details)) {
            return;
        }
        for (String id : callIds) {
            if (id != null && !id.isEmpty()) {
                byCallId.put(id, whole(details));
            }
        }
        while (byCallId.size() > MOST) {
            byCallId.remove(byCallId.keySet().iterator().next());
        }
    }

    synchronized void clear() {
        byCallId.clear();
    }

    /** What a turn with these calls told of its reasoning, in one piece each; null if nothing is known. */
    synchronized ArrayNode of(JsonNode calls) {
        for (JsonNode call : calls) {
            ArrayNode details = byCallId.get(call.path("id").asText());
            if (details != null) {
                return details;
            }
        }
        return null;
    }

    /** Pieces of one detail become one, and members that are null go. */
    static ArrayNode whole(JsonNode details) {
        ArrayNode whole = Json.array();
        ObjectNode last = null;
        for (JsonNode detail : details) {
            if (last == null || !isSame(last, detail)) {
                last = whole.addObject();
            }
            for (Map.Entry<String, JsonNode> member : detail.properties()) {
                String name = member.getKey();
                if (GROWING.contains(name) && last.has(name)) {
                    last.put(name, last.path(name).asText() + member.getValue().asText());
                } else if (!member.getValue().isNull()) {
                    last.set(name, member.getValue());
                }
            }
        }
        return whole;
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.path("type").equals(other.path("type"))
                && one.path("index").asInt() == other.path("index").asInt()
                && one.path("id").asText().equals(other.path("id").asText());
    }

    private static boolean isSigned(JsonNode details) {
        for (JsonNode detail : details) {
            if (detail.hasNonNull("signature") || detail.hasNonNull("data")) {
                return true;
            }
        }
        return false;
    }
}
