package io.github.camelopenrouter.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ToolCall;

/**
 * Writes a request, the same bytes for the same request on every JVM: OpenRouter's
 * <a href="https://openrouter.ai/docs/features/response-caching">response cache</a> keys on them. Maps without an order of their
 * own are written by key; those that have one ({@link java.util.LinkedHashMap}, {@link SortedMap}, {@link JsonNode}) keep it,
 * because the order of a schema's properties means something to a model.
 */
public final class RequestWriter {
    private RequestWriter() {}

    /**
     * The request as JSON in UTF-8.
     *
     * @throws IllegalArgumentException where a value cannot be written as JSON; the message names the member
     */
    public static byte[] write(ChatRequest request) {
        Bytes out = new Bytes();
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : request.members().entrySet()) {
                json.writeFieldName(member.getKey());
                try {
                    value(json, member.getValue());
                } catch (IOException e) {
                    throw new IllegalArgumentException(
                            "the request's member " + member.getKey() + " cannot be written as JSON", e);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("the request cannot be written as JSON", e);
        }
        return out.bytes;
    }

    /** Keeps what the generator flushes, which for all but large requests is one piece, without room to spare. */
    private static final class Bytes extends OutputStream {
        private byte[] bytes = {};

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            byte[] joined = Arrays.copyOf(bytes, bytes.length + length);
            System.arraycopy(source, offset, joined, bytes.length, length);
            bytes = joined;
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof ChatMessage message) {
            message(json, message);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else if (value instanceof Iterable<?> list
                && !(value instanceof JsonNode)
                && !(value instanceof java.nio.file.Path)) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Object[] array) {
            value(json, List.of(array));
        } else {
            json.writePOJO(value);
        }
    }

    private static void map(JsonGenerator json, Map<?, ?> map) throws IOException {
        boolean ordered = map instanceof java.util.LinkedHashMap || map instanceof SortedMap;
        Map<?, ?> source = map;
        if (!ordered) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
            source = sorted;
        }
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            value(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void message(JsonGenerator json, ChatMessage message) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", message.role());
        boolean callsOnly =
                message.toolCalls() != null && message.text().isEmpty() && message.content() instanceof String;
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
                json.writeEndObject();
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
        for (Map.Entry<String, JsonNode> extra : message.extra().entrySet()) {
            if (!extra.getKey().equals("logprobs")) {
                json.writeFieldName(extra.getKey());
                json.writeTree(extra.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
