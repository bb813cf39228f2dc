package io.github.camelopenrouter;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;

/**
 * What a message body means: text is always the prompt, a list is the conversation, a map, {@link JsonNode} or
 * {@link ChatRequest} is a whole request. Text is never looked into: a prompt that reads like a URL or a file name is a prompt.
 */
final class Conversation {
    private static final Set<String> SETTERS = Set.of("system", "developer");

    private Conversation() {}

    /**
     * The request's members as the body has them; {@code messages} is a list of {@link ChatMessage}, {@link Map} or
     * {@link JsonNode}.
     *
     * @throws IllegalArgumentException where the body cannot be sent
     */
    static Map<String, Object> members(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof ChatRequest request) {
            return whole(request.members());
        }
        if (body instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            JsonMembers.merge(members, map);
            return whole(members);
        }
        if (body instanceof JsonNode node && node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            return whole(members);
        }
        Map<String, Object> members = new HashMap<>(4);
        members.put("messages", messages(body, exchange));
        return members;
    }

    private static Map<String, Object> whole(Map<String, Object> request) {
        Map<String, Object> members = new TreeMap<>(request);
        Object messages = members.get("messages");
        if (messages == null && members.get("prompt") != null) {
            return members;
        }
        if (messages instanceof Iterable<?> list) {
            members.put("messages", checked(list));
            return members;
        }
        throw new IllegalArgumentException(
                "The body is a request without the list \"messages\". Add it, or send the prompt as text");
    }

    private static List<Object> messages(Object body, Exchange exchange) {
        if (body instanceof ChatMessage message) {
            return List.of(message);
        }
        if (body instanceof Iterable<?> list
                && !(body instanceof Path)
                && !(body instanceof JsonNode node && !node.isArray())) {
            return checked(list);
        }
        String prompt = prompt(body, exchange);
        if (prompt.isBlank()) {
            throw new IllegalArgumentException(
                    "The body is empty: there is no prompt to send. A stream that was read before cannot be read again");
        }
        return List.of(ChatMessage.user(prompt));
    }

    private static List<Object> checked(Iterable<?> list) {
        List<Object> messages = new ArrayList<>();
        for (Object element : list) {
            boolean message = element instanceof ChatMessage
                    || element instanceof Map<?, ?> map && map.get("role") != null
                    || element instanceof JsonNode node && node.path("role").isTextual();
            if (!message) {
                throw new IllegalArgumentException(
                        "Element " + messages.size()
                                + " of the conversation is not a message: it must be a ChatMessage, or a Map or JSON object with a role");
            }
            messages.add(element);
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("The conversation is empty: it needs at least one message");
        }
        return messages;
    }

    private static String prompt(Object body, Exchange exchange) {
        if (body == null) {
            return "";
        }
        if (body instanceof CharSequence || body instanceof Number || body instanceof Boolean) {
            return body.toString();
        }
        if (body instanceof JsonNode node && node.isValueNode()) {
            return node.isNull() ? "" : node.asText();
        }
        if (body instanceof File || body instanceof Path || body instanceof WrappedFile) {
            throw new IllegalArgumentException(
                    "The body is a file, and files are not sent unasked. Use convertBodyTo(String.class) if its text is the prompt");
        }
        try {
            if (body instanceof Reader) {
                // before StreamCache: a cached reader writes itself in the platform's charset
                String text = exchange.getContext().getTypeConverter().mandatoryConvertTo(String.class, exchange, body);
                if (body instanceof StreamCache cache) {
                    cache.reset();
                }
                return text;
            }
            if (body instanceof StreamCache cache) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                cache.writeTo(bytes);
                cache.reset();
                return utf8(bytes.toByteArray());
            }
            if (body instanceof InputStream stream) {
                return utf8(stream.readAllBytes());
            }
            if (body instanceof byte[] bytes) {
                return utf8(bytes);
            }
        } catch (IOException | org.apache.camel.NoTypeConversionAvailableException e) {
            throw new IllegalArgumentException("The body could not be read", e);
        }
        throw new IllegalArgumentException("The body is a " + body.getClass().getName()
                + ", which is no prompt: send text, a list of messages, a map or a ChatRequest");
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The body is binary, and files are not sent unasked. If it is text in another charset, use convertBodyTo(String.class)",
                    e);
        }
    }

    /**
     * Puts a system or developer message before the conversation.
     *
     * @param replace whether one that the conversation has gives way
     */
    static void lead(Map<String, Object> members, String role, String text, boolean replace) {
        if (!(members.get("messages") instanceof List<?> list)) {
            return;
        }
        List<Object> messages = new ArrayList<>(list);
        boolean present = messages.stream().anyMatch(message -> role.equals(role(message)));
        if (present && !replace) {
            return;
        }
        if (present) {
            messages.removeIf(message -> role.equals(role(message)));
        }
        int at = 0;
        while (role.equals("developer") && at < messages.size() && "system".equals(role(messages.get(at)))) {
            at++;
        }
        messages.add(at, role.equals("system") ? ChatMessage.system(text) : ChatMessage.developer(text));
        members.put("messages", messages);
    }

    private static String role(Object message) {
        String role = message instanceof ChatMessage chat
                ? chat.role()
                : message instanceof Map<?, ?> map
                        ? String.valueOf(map.get("role"))
                        : message instanceof JsonNode node ? node.path("role").asText() : "";
        return SETTERS.contains(role) ? role : null;
    }
}
