package io.github.camelopenrouter;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON objects as maps while a request is put together: objects merge, everything else is replaced. */
final class JsonMembers {
    static final ObjectMapper JSON = new ObjectMapper();

    private JsonMembers() {}

    /** The member as an object of its own that may be written to, made where there is none. */
    static Map<String, Object> child(Map<String, Object> object, String name) {
        Map<String, Object> copy = copy(object.get(name));
        object.put(name, copy);
        return copy;
    }

    /** Merges {@code more} into {@code members}; where both have a value that is no object, {@code more} wins. */
    static void merge(Map<String, Object> members, Map<?, ?> more) {
        more.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value == null) {
                return;
            }
            if (isObject(value) && isObject(members.get(name))) {
                merge(child(members, name), copy(value));
            } else {
                members.put(name, value);
            }
        });
    }

    private static boolean isObject(Object value) {
        return value instanceof Map<?, ?> || value instanceof JsonNode node && node.isObject();
    }

    /** The members of an object, in a map of its own; empty for null and for what is no object. */
    static Map<String, Object> copy(Object object) {
        Map<String, Object> copy = new TreeMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        } else if (object instanceof JsonNode node) {
            node.properties().forEach(member -> copy.put(member.getKey(), member.getValue()));
        }
        return copy;
    }
}
