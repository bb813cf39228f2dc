package io.github.camelopenrouter.internal.wire;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Members that have no place of their own, such as annotations, images or audio. Lists grow, what is repeated in them once; audio
 * is joined; of everything else the last word counts.
 */
final class GrowingMembers {
    /** Lists whose elements are told once, even where one event, or a whole answer, tells them twice. */
    private static final Set<String> REPEATED = Set.of("annotations", "images");

    private final Held held;
    private final Map<String, JsonNode> members = new LinkedHashMap<>(4);
    private final Map<String, Repetitions> lists = new HashMap<>(2);
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
            lists.computeIfAbsent(name, none -> new Repetitions(held, list)).add(further);
            return;
        }
        if (REPEATED.contains(name) && value instanceof ArrayNode whole && whole.size() > 1) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Repetitions once = new Repetitions(held, list);
            once.add(whole);
            replace(name, known, list);
            lists.put(name, once);
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
        replace(name, known, value);
    }

    /** The last word takes the place of what was known. */
    private void replace(String name, JsonNode known, JsonNode value) {
        if (known != null) {
            held.forget(known);
        }
        lists.remove(name);
        members.put(name, value);
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
