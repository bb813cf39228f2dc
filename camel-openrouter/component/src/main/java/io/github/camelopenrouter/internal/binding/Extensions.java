package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Plugins and server tools of a request. Each is there once: what options and headers say of one is merged with what a body says of
 * it, and leaves all others as they are.
 */
final class Extensions {
    private Extensions() {}

    /**
     * Adds a plugin, or settings to the one that the request has.
     *
     * @param settings beside the id
     * @param wins whether they take the place of those that the request has
     */
    static void plugin(Map<String, Object> members, String id, Map<String, Object> settings, boolean wins) {
        add(members, "plugins", "id", id, settings, wins);
    }

    /**
     * Adds a tool that the service runs, or parameters to the one that the request has.
     *
     * @param wins whether they take the place of those that the request has
     */
    static void tool(Map<String, Object> members, String type, Map<String, Object> parameters, boolean wins) {
        add(members, "tools", "type", type, parameters.isEmpty() ? Map.of() : Map.of("parameters", parameters), wins);
    }

    /** Takes a tool away. */
    static void removeTool(Map<String, Object> members, String type) {
        if (members.get("tools") == null) {
            return;
        }
        List<Object> others = list(members, "tools");
        if (others.removeIf(tool -> type.equals(Conversation.member(tool, "type")))) {
            if (others.isEmpty()) {
                members.remove("tools");
            } else {
                members.put("tools", others);
            }
        }
    }

    private static void add(
            Map<String, Object> members,
            String list,
            String key,
            String name,
            Map<String, Object> settings,
            boolean wins) {
        List<Object> all = list(members, list);
        int at = 0;
        while (at < all.size() && !name.equals(Conversation.member(all.get(at), key))) {
            at++;
        }
        Map<String, Object> known = at < all.size() ? JsonMembers.copy(all.get(at)) : JsonMembers.copy(null);
        Map<String, Object> merged = JsonMembers.copy(wins ? known : settings);
        JsonMembers.merge(merged, wins ? settings : known);
        merged.put(key, name);
        if (at < all.size()) {
            all.set(at, merged);
        } else {
            all.add(merged);
        }
        members.put(list, all);
    }

    /** The elements of a member that is a list, in a list of its own; empty for none. */
    static List<Object> list(Map<String, Object> members, String name) {
        List<Object> list = new ArrayList<>();
        Object value = members.get(name);
        if (value != null && !(value instanceof JsonNode node && node.isNull())) {
            RequestBinding.elements(name, value).forEach(list::add);
        }
        return list;
    }
}
