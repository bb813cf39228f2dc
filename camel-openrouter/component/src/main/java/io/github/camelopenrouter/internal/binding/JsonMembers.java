package io.github.camelopenrouter.internal.binding;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON objects as maps while a request is put together: objects merge, everything else is replaced. */
public final class JsonMembers {
    public static final ObjectMapper JSON = new ObjectMapper();

    /** As deep as Jackson writes. */
    private static final int DEEPEST = 1_000;

    private JsonMembers() {}

    /** The member as an object of its own that may be written to, made where there is none. */
    static Map<String, Object> child(Map<String, Object> object, String name) {
        Map<String, Object> copy = copy(object.get(name));
        object.put(name, copy);
        return copy;
    }

    /**
     * Merges {@code more} into {@code members}; where both have a value that is no object, {@code more} wins. Null says nothing, and
     * JSON's null is a value.
     *
     * @throws IllegalArgumentException where two keys are one name, or objects are nested beyond all sense
     */
    static void merge(Map<String, Object> members, Map<?, ?> more) {
        merge(members, more, 0);
    }

    private static void merge(Map<String, Object> members, Map<?, ?> more, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("A member of the request is nested too deeply, or contains itself");
        }
        named(more).forEach((name, value) -> {
            if (value == null) {
                return;
            }
            if (isObject(value) && isObject(members.get(name))) {
                merge(child(members, name), copy(value), depth + 1);
            } else {
                members.put(name, value);
            }
        });
    }

    /** The same with its keys as names. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> named(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!(key instanceof String)) {
                return copy(map);
            }
        }
        return (Map<String, Object>) map;
    }

    private static boolean isObject(Object value) {
        return value instanceof Map<?, ?> || value instanceof JsonNode node && node.isObject();
    }

    /** The members of an object, in a map of its own; empty for null and for what is no object. */
    static Map<String, Object> copy(Object object) {
        Map<String, Object> copy = new TreeMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                String name = name(key);
                if (copy.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "The request has two members of one name: keys that are different and read alike");
                }
                copy.put(name, value);
            });
        } else if (object instanceof JsonNode node) {
            node.properties().forEach(member -> copy.put(member.getKey(), member.getValue()));
        }
        return copy;
    }

    private static String name(Object key) {
        if (key instanceof CharSequence || key instanceof Number || key instanceof Boolean || key instanceof Enum<?>) {
            return key.toString();
        }
        throw new IllegalArgumentException("A map of the request has a key that is no name: "
                + (key == null ? "null" : key.getClass().getName()));
    }
}
