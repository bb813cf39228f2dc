package io.github.camelopenrouter.internal.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An object that comes in fragments: what streams is joined, of everything else the last word counts. Linear in what comes. */
final class GrowingObject {
    private static final Set<String> JOINED = Set.of("text", "summary", "data", "transcript");

    private final ObjectNode object;
    private final Map<String, StringBuilder> joined = new HashMap<>(2);

    /** @param first belongs to this object from now on */
    GrowingObject(ObjectNode first) {
        this.object = first;
    }

    void add(ObjectNode fragment) {
        fragment.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (JOINED.contains(name) && value.isTextual() && object.path(name).isTextual()) {
                joined.computeIfAbsent(
                                name,
                                known -> new StringBuilder(object.path(known).textValue()))
                        .append(value.textValue());
            } else if (!value.isNull()) {
                joined.remove(name);
                object.set(name, value);
            }
        });
    }

    /** A member as it was said last; missing for none. What streams is not joined here yet. */
    JsonNode member(String name) {
        return object.path(name);
    }

    ObjectNode build() {
        joined.forEach((name, text) -> object.put(name, text.toString()));
        joined.clear();
        return object;
    }
}
