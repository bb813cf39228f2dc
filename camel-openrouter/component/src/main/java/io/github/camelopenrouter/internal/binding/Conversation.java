package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;

/**
 * The messages of a request, in whatever form they came: what is changed is copied, so that nothing of the route's own changes.
 * Not thread-safe.
 */
final class Conversation {
    private final Map<String, Object> members;
    private final List<Object> messages;

    private Conversation(Map<String, Object> members, List<?> messages) {
        this.members = members;
        this.messages = new ArrayList<>(messages);
    }

    /** The conversation of a request; null where it has none, such as one with {@code prompt}. */
    static Conversation of(Map<String, Object> members) {
        return members.get("messages") instanceof List<?> list ? new Conversation(members, list) : null;
    }

    /** Puts what has changed into the request. */
    void put() {
        members.put("messages", messages);
    }

    /** Position of the last message of a role; -1 for none. */
    int last(String role) {
        return before(messages.size(), role);
    }

    /** Position of the last message of a role before that one; -1 for none. */
    int before(int position, String role) {
        for (int i = position - 1; i >= 0; i--) {
            if (role.equals(role(messages.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    int size() {
        return messages.size();
    }

    /** The messages from a position on. */
    List<Object> from(int position) {
        return List.copyOf(messages.subList(position, messages.size()));
    }

    void add(int position, Object message) {
        messages.add(position, message);
    }

    private static String role(Object message) {
        Object role = member(message, "role");
        return role == null ? null : role.toString();
    }

    /** The content of a message as parts, in a list of its own; text is one part, and a message without content has none. */
    List<Object> parts(int position) {
        Object content = member(messages.get(position), "content");
        List<Object> parts = new ArrayList<>();
        if (content instanceof JsonNode node && node.isArray() || content instanceof List<?>) {
            ((Iterable<?>) content).forEach(parts::add);
        } else if (content instanceof Object[] array) {
            Collections.addAll(parts, array);
        } else if (content != null && !text(content).isEmpty()) {
            parts.add(ContentPart.text(text(content)));
        }
        return parts;
    }

    private static String text(Object content) {
        if (content instanceof CharSequence) {
            return content.toString();
        }
        throw new IllegalArgumentException(
                "A message of the conversation has content that is neither text nor a list of parts");
    }

    /** The same message with another member. */
    void set(int position, String member, Object value) {
        Object message = messages.get(position);
        if (message instanceof ChatMessage chat && member.equals("content")) {
            messages.set(
                    position,
                    new ChatMessage(
                            chat.role(),
                            value,
                            chat.name(),
                            chat.toolCallId(),
                            chat.toolCalls(),
                            chat.refusal(),
                            chat.reasoning(),
                            chat.reasoningDetails(),
                            chat.extra()));
        } else if (message instanceof ChatMessage chat) {
            messages.set(position, chat.with(member, JsonMembers.JSON.valueToTree(value)));
        } else {
            messages.set(position, with(message, member, value));
        }
    }

    /** A map or a JSON object with one more member; their order is kept where it is one. */
    static Object with(Object object, String member, Object value) {
        if (object instanceof ContentPart part) {
            return part.with(member, value);
        }
        Map<String, Object> copy =
                object instanceof LinkedHashMap || object instanceof SortedMap || object instanceof JsonNode
                        ? new LinkedHashMap<>()
                        : JsonMembers.copy(object);
        if (object instanceof JsonNode node) {
            node.properties().forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        } else {
            ((Map<?, ?>) object).forEach((name, known) -> copy.put(String.valueOf(name), known));
        }
        copy.put(member, value);
        return copy;
    }

    /** Adds the ids of the calls that stand in a message; nothing where there are none. */
    static void callIds(Object message, Set<String> ids) {
        if (message instanceof ChatMessage chat) {
            if (chat.toolCalls() != null) {
                chat.toolCalls().forEach(call -> ids.add(call.id()));
            }
        } else if (member(message, "tool_calls") instanceof Iterable<?> calls) {
            calls.forEach(call -> {
                if (member(call, "id") instanceof CharSequence id) {
                    ids.add(id.toString());
                }
            });
        }
    }

    /** A member of a message or a part, with texts as such; null for none. */
    static Object member(Object object, String name) {
        Object value = null;
        if (object instanceof ChatMessage chat) {
            value = switch (name) {
                case "role" -> chat.role();
                case "content" -> chat.content();
                default -> chat.extra().get(name);
            };
        } else if (object instanceof ContentPart part) {
            value = part.members().get(name);
        } else if (object instanceof Map<?, ?> map) {
            value = map.get(name);
        } else if (object instanceof JsonNode node) {
            value = node.get(name);
        }
        if (value instanceof JsonNode node && (node.isNull() || node.isTextual())) {
            return node.textValue();
        }
        return value;
    }
}
