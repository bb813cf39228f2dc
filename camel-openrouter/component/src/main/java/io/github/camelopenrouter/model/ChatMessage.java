package io.github.camelopenrouter.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One message of a conversation, in the shape of
 * <a href="https://openrouter.ai/docs/api-reference/chat-completion">POST /chat/completions</a>. An answer's message can be
 * put back into the next request unchanged: reasoning details and tool calls are kept in order.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param content text as {@link String}, content parts as {@link List} of {@link ContentPart}, {@link Map} or {@link JsonNode},
 *     or null for a message of tool calls alone
 * @param name optional name of the speaker
 * @param toolCallId which call a {@code tool} message answers
 * @param toolCalls calls that the model asks for; null for none
 * @param refusal the model's refusal, or null
 * @param reasoning reasoning as plain text, or null
 * @param reasoningDetails reasoning blocks as the provider sent them, merged; null where absent, empty where it sent none
 * @param extra members without a place of their own, such as {@code annotations} or {@code images}; never null
 */
public record ChatMessage(
        String role,
        Object content,
        String name,
        String toolCallId,
        List<ToolCall> toolCalls,
        String refusal,
        String reasoning,
        List<JsonNode> reasoningDetails,
        Map<String, JsonNode> extra) {

    public ChatMessage {
        if (role == null || role.isBlank()) {
            throw new IllegalArgumentException("a message needs a role: system, developer, user, assistant or tool");
        }
        extra = extra == null ? Map.of() : extra;
    }

    private static ChatMessage of(String role, Object content) {
        return new ChatMessage(role, content, null, null, null, null, null, null, Map.of());
    }

    public static ChatMessage system(String text) {
        return of("system", text);
    }

    public static ChatMessage developer(String text) {
        return of("developer", text);
    }

    public static ChatMessage user(String text) {
        return of("user", text);
    }

    /**
     * A user message of content parts, each a {@link ContentPart}, or a {@link Map} or {@link JsonNode} such as
     * {@code {"type":"text","text":"..."}}.
     */
    public static ChatMessage user(List<?> parts) {
        return of("user", parts);
    }

    public static ChatMessage assistant(String text) {
        return of("assistant", text);
    }

    /** The result of a tool call, as text. */
    public static ChatMessage tool(String toolCallId, String result) {
        return new ChatMessage("tool", result, null, toolCallId, null, null, null, null, Map.of());
    }

    /** The same message with one more member that has no place of its own, such as {@code cache_control}. */
    public ChatMessage with(String member, JsonNode value) {
        Map<String, JsonNode> more = new TreeMap<>(extra);
        more.put(member, value);
        return new ChatMessage(role, content, name, toolCallId, toolCalls, refusal, reasoning, reasoningDetails, more);
    }

    /**
     * The images, then the sound, that came with an answer's message; empty for none, never null. They are decoded when their bytes are
     * asked for.
     */
    public List<Media> media() {
        return extra.isEmpty() ? List.of() : Media.of(this);
    }

    /** The text of the content: the string itself, or the text parts joined; empty where there is none, never null. */
    public String text() {
        if (content instanceof String text) {
            return text;
        }
        StringBuilder text = new StringBuilder();
        if (content instanceof List<?> parts) {
            for (Object part : parts) {
                Object value = null;
                if (part instanceof ContentPart own) {
                    value = own.members().get("text");
                } else if (part instanceof Map<?, ?> map) {
                    value = map.get("text");
                } else if (part instanceof JsonNode node && node.path("text").isTextual()) {
                    value = node.path("text").textValue();
                }
                if (value instanceof String string) {
                    text.append(string);
                }
            }
        }
        return text.toString();
    }
}
