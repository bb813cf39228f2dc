package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.model.ToolCall;

/**
 * Writes a request, the same bytes for the same request on every JVM: OpenRouter's
 * <a href="https://openrouter.ai/docs/features/response-caching">response cache</a> keys on them. Maps without an order of their
 * own are written by key; those that have one ({@link java.util.LinkedHashMap}, {@link SortedMap}, {@link JsonNode}) keep it,
 * because the order of a schema's properties means something to a model.
 */
public final class RequestWriter {
    /** What Jackson says where an object gets a member twice. */
    private static final String DUPLICATE = "Duplicate field";

    private RequestWriter() {}

    /**
     * The request as JSON in UTF-8, of any length.
     *
     * @throws IllegalArgumentException where a value cannot be written as JSON; the message names the member
     */
    public static byte[] write(ChatRequest request) {
        return write(request, Integer.MAX_VALUE - 8);
    }

    /**
     * The request as JSON in UTF-8.
     *
     * @param limit what the option maxRequestBytes allows; where a request is longer, writing stops there
     * @throws IllegalArgumentException where it is longer, or a value cannot be written as JSON; the message names the member
     */
    public static byte[] write(ChatRequest request, int limit) {
        RequestBytes out = new RequestBytes(limit);
        String member = null;
        try (RequestGenerator json = new RequestGenerator(Json.MAPPER.createGenerator(out), out)) {
            json.enable(JsonGenerator.Feature.STRICT_DUPLICATE_DETECTION);
            json.writeStartObject();
            for (Map.Entry<String, Object> entry : request.members().entrySet()) {
                member = entry.getKey();
                json.writeFieldName(member);
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw unwritable(member, limit, e);
        }
        try {
            return out.toByteArray();
        } catch (RequestBytes.UnreadableException e) {
            throw new IllegalArgumentException(
                    "Bytes that go with the message could not be read, or changed while they were read: nothing was sent",
                    e.getCause());
        }
    }

    private static IllegalArgumentException unwritable(String member, int limit, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof RequestBytes.TooLong)) {
            cause = cause.getCause();
        }
        if (cause instanceof RequestBytes.TooLong) {
            return new IllegalArgumentException("The request has more bytes than the option maxRequestBytes allows ("
                    + limit + "): writing it was stopped there");
        }
        String why = cause instanceof StackOverflowError || cause instanceof StreamConstraintsException
                ? "it is nested too deeply, or contains itself"
                : cause instanceof JsonGenerationException
                                && String.valueOf(cause.getMessage()).startsWith(DUPLICATE)
                        ? "an object has two members of one name"
                        : RequestGenerator.NO_NUMBER.equals(said(cause))
                                ? RequestGenerator.NO_NUMBER
                                : "its value does not become JSON ("
                                        + cause.getClass().getSimpleName() + ")";
        // what the cause says may quote a prompt: it stays there
        return new IllegalArgumentException(
                "The request's member " + shown(member) + " cannot be written as JSON: " + why, failure);
    }

    private static String said(Throwable cause) {
        return cause instanceof JsonGenerationException generation ? generation.getOriginalMessage() : "";
    }

    /** A member's name, bounded, for a message. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.chars().limit(40).forEach(letter -> shown.append(letter < ' ' || letter > '~' ? '?' : (char) letter));
        return shown.append(name.length() > 40 ? "..." : "").toString();
    }

    private static void value(RequestGenerator json, Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof ChatMessage message) {
            message(json, message);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else if (value instanceof ContentPart part) {
            map(json, part.members());
        } else if (value instanceof ContentPart.DataUrl url) {
            json.writeBase64(Base64Text.of(url.prefix(), url.bytes()));
        } else if (value instanceof byte[] bytes) {
            json.writeBase64(Base64Text.of("", bytes));
        } else if (value instanceof Base64Text text) {
            json.writeBase64(text);
        } else if (value instanceof Iterable<?> list
                && !(value instanceof JsonNode)
                && !(value instanceof java.nio.file.Path)) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Object[] array) {
            value(json, Arrays.asList(array));
        } else {
            json.writePOJO(value);
        }
    }

    private static void map(RequestGenerator json, Map<?, ?> map) throws IOException {
        boolean ordered = map instanceof java.util.LinkedHashMap || map instanceof SortedMap;
        Map<?, ?> source = map;
        if (!ordered) {
            Map<String, Object> sorted = new TreeMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = name(entry.getKey());
                if (sorted.containsKey(name)) {
                    throw new JsonGenerationException(DUPLICATE, json);
                }
                sorted.put(name, entry.getValue());
            }
            source = sorted;
        }
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            json.writeFieldName(name(entry.getKey()));
            value(json, entry.getValue());
        }
        json.writeEndObject();
    }

    /** Names are text, or what reads the same everywhere: a key of another type would be written as its address. */
    private static String name(Object key) throws IOException {
        if (key instanceof CharSequence
                || key instanceof Number
                || key instanceof Boolean
                || key instanceof Character) {
            return key.toString();
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        throw new IOException("a map has a key that is no name: "
                + (key == null ? "null" : key.getClass().getName()));
    }

    private static void message(RequestGenerator json, ChatMessage message) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", message.role());
        boolean callsOnly = message.toolCalls() != null && message.content() instanceof String text && text.isEmpty();
        json.writeFieldName("content");
        if (callsOnly || message.content() == null) {
            json.writeNull();
        } else {
            value(json, message.content());
        }
        optional(json, "name", message.name());
        optional(json, "tool_call_id", message.toolCallId());
        if (message.toolCalls() != null) {
            json.writeArrayFieldStart("tool_calls");
            for (ToolCall call : message.toolCalls()) {
                json.writeStartObject();
                json.writeStringField("id", call.id());
                json.writeStringField("type", call.type());
                json.writeObjectFieldStart("function");
                json.writeStringField("name", call.name());
                json.writeStringField("arguments", call.arguments());
                JsonNode function = call.extra().get("function");
                if (function != null) {
                    members(json, function);
                }
                json.writeEndObject();
                extra(json, call.extra());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        optional(json, "refusal", message.refusal());
        optional(json, "reasoning", message.reasoning());
        if (message.reasoningDetails() != null) {
            json.writeFieldName("reasoning_details");
            value(json, message.reasoningDetails());
        }
        extra(json, message.extra());
        json.writeEndObject();
    }

    private static void extra(JsonGenerator json, Map<String, JsonNode> members) throws IOException {
        for (Map.Entry<String, JsonNode> extra : members.entrySet()) {
            // log probabilities are an answer's and must not be in a request; what belongs into a function is there
            // already
            if (!extra.getKey().equals("logprobs") && !extra.getKey().equals("function")) {
                json.writeFieldName(extra.getKey());
                json.writeTree(extra.getValue());
            }
        }
    }

    private static void members(JsonGenerator json, JsonNode object) throws IOException {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            json.writeFieldName(member.getKey());
            json.writeTree(member.getValue());
        }
    }

    private static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
