package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Members that have no place of their own, such as annotations, images or audio. Lists grow, what is repeated in them once; audio
 * is joined; of everything else the last word counts.
 */
final class GrowingMembers {
    private final Held held;
    private final Map<String, JsonNode> members = new LinkedHashMap<>(4);
    private final Map<String, Set<ByteBuffer>> seen = new HashMap<>(2);
    private GrowingObject audio;

    GrowingMembers(Held held) {
        this.held = held;
    }

    /** @param more belongs to these members from now on */
    void add(Map<String, JsonNode> more) {
        more.forEach(this::add);
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    void add(String name, JsonNode value) {
        JsonNode known = members.get(name);
        if (known instanceof ArrayNode list && value instanceof ArrayNode further) {
            grow(list, further, seen.computeIfAbsent(name, none -> prints(list)));
            return;
        }
        held.tree(value);
        held.parts(value.isArray() ? value.size() : 0);
        if (name.equals("audio") && value instanceof ObjectNode part) {
            if (audio != null) {
                audio.add(part);
                return;
            }
            audio = new GrowingObject(part);
        }
        if (known != null) {
            // the last word takes its place
            held.forget(known);
        }
        seen.remove(name);
        members.put(name, value);
    }

    private void grow(ArrayNode list, ArrayNode further, Set<ByteBuffer> known) {
        for (JsonNode element : further) {
            if (known.add(print(element))) {
                held.tree(element);
                held.part();
                list.add(element);
            }
        }
    }

    private static Set<ByteBuffer> prints(ArrayNode list) {
        Set<ByteBuffer> prints = new HashSet<>();
        list.forEach(element -> prints.add(print(element)));
        return prints;
    }

    /** A citation is the same where it names the same place, whatever else is said of it. */
    private static ByteBuffer print(JsonNode element) {
        JsonNode citation = element.path("url_citation");
        return citation.isObject()
                ? Fingerprint.of(citation.path("url"), citation.path("start_index"), citation.path("end_index"))
                : Fingerprint.of(element);
    }

    /** All members and one more, which is counted elsewhere. */
    Map<String, JsonNode> with(String name, JsonNode value) {
        members.put(name, value);
        return build();
    }

    Map<String, JsonNode> build() {
        if (audio != null && members.get("audio").isObject()) {
            members.put("audio", audio.build());
        }
        return members;
    }
}
