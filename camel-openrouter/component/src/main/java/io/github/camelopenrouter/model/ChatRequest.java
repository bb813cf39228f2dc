package io.github.camelopenrouter.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request of <a href="https://openrouter.ai/docs/api-reference/chat-completion">POST /chat/completions</a>, whole or in part:
 * what it leaves out is filled by the endpoint's options.
 *
 * <p>Immutable. Members keep one fixed order, whatever the order they were set in, because OpenRouter's
 * <a href="https://openrouter.ai/docs/features/response-caching">response cache</a> keys on the bytes: {@code model},
 * {@code models}, {@code messages}, {@code stream}, then all others by name. Values are what Jackson can write: text, numbers,
 * booleans, {@link Map}, {@link List}, {@code JsonNode}, {@link ChatMessage}.
 */
public final class ChatRequest {
    private static final Comparator<String> ORDER = ChatRequest::compare;

    private final Map<String, Object> members;

    private ChatRequest(TreeMap<String, Object> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    private static int rank(String name) {
        return switch (name) {
            case "model" -> 0;
            case "models" -> 1;
            case "messages" -> 2;
            case "stream" -> 3;
            default -> 4;
        };
    }

    private static int compare(String one, String other) {
        int first = rank(one) - rank(other);
        return first != 0 ? first : one.compareTo(other);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A request with these members; null values are left out. */
    public static ChatRequest of(Map<String, ?> members) {
        TreeMap<String, Object> copy = new TreeMap<>(ORDER);
        members.forEach((name, value) -> {
            if (value != null) {
                copy.put(name, value);
            }
        });
        return new ChatRequest(copy);
    }

    /** All members by their wire names, in wire order. Unmodifiable. */
    public Map<String, Object> members() {
        return members;
    }

    /** A member by its wire name, or null. */
    public Object member(String name) {
        return members.get(name);
    }

    /** A builder that starts with these members. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.members.putAll(members);
        return builder;
    }

    /** Names only: a request's values are prompts and must not reach a log by accident. */
    @Override
    public String toString() {
        return "ChatRequest" + members.keySet();
    }

    /** Collects members; not thread-safe. Setting a member to null removes it. */
    public static final class Builder {
        private final TreeMap<String, Object> members = new TreeMap<>(ORDER);
        private List<Object> messages;

        private Builder() {}

        public Builder model(String model) {
            return member("model", model);
        }

        /** Appends a message. */
        public Builder message(ChatMessage message) {
            if (messages == null) {
                messages = members.get("messages") instanceof List<?> set ? new ArrayList<>(set) : new ArrayList<>();
                members.put("messages", messages);
            }
            messages.add(message);
            return this;
        }

        public Builder temperature(double temperature) {
            return member("temperature", temperature);
        }

        public Builder maxTokens(int maxTokens) {
            return member("max_tokens", maxTokens);
        }

        /** Any member by its wire name; null removes it. */
        public Builder member(String name, Object value) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("a request member needs a name");
            }
            if (name.equals("messages")) {
                messages = null;
            }
            if (value == null) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
            return this;
        }

        public ChatRequest build() {
            TreeMap<String, Object> copy = new TreeMap<>(ORDER);
            copy.putAll(members);
            if (messages != null) {
                copy.put("messages", List.copyOf(messages));
            }
            return new ChatRequest(copy);
        }
    }
}
