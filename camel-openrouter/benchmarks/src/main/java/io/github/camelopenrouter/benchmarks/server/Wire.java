package io.github.camelopenrouter.benchmarks.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The bytes that the server sends: the shape and the size of real OpenRouter answers. */
final class Wire {

    private static final String ID = "gen-1763900000-AbCdEfGhIj";
    private static final String ENVELOPE = "{\"id\":\"" + ID
            + "\",\"provider\":\"OpenAI\",\"model\":\"openai/gpt-4o-mini\",\"object\":\"chat.completion.chunk\""
            + ",\"created\":1763900000,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":120,\"total_tokens\":132"
            + ",\"cost\":0.000153,\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":0}"
            + ",\"cost_details\":{\"upstream_inference_cost\":null}"
            + ",\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    private static final String CHUNK_END = "\"},\"finish_reason\":null,\"native_finish_reason\":null}]}";
    private static final int TIME_DIGITS = 16;
    private static final byte[] CHUNK = frame(ENVELOPE + "0".repeat(TIME_DIGITS) + " " + CHUNK_END);
    private static final int TIME_AT =
            new String(CHUNK, StandardCharsets.US_ASCII).indexOf("content\":\"") + "content\":\"".length();

    private static final byte[] HEAD = ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final byte[] END = concat(
            frame(ENVELOPE + "\"},\"finish_reason\":\"stop\",\"native_finish_reason\":\"stop\"}]}"),
            frame(ENVELOPE + "\"},\"finish_reason\":null,\"native_finish_reason\":null}]," + USAGE + "}"),
            frame("[DONE]"),
            ascii("0\r\n\r\n"));
    private static final byte[] ELEMENTS_END = concat(frame(ENVELOPE + "]}" + CHUNK_END), END);
    private static final byte[] ANSWER = answer();
    private static final byte[][] TOOL_CALLS = {toolCallAnswer(0), toolCallAnswer(1)};
    private static final Map<Integer, ElementChunks> ELEMENTS = new HashMap<>();

    private Wire() {}

    static ByteBuffer streamHead() {
        return ByteBuffer.wrap(HEAD);
    }

    /** One chunk whose text is the time of now, as {@link System#nanoTime()} has it. */
    static ByteBuffer chunk() {
        return now(CHUNK, TIME_AT);
    }

    /** The same bytes with the time of now in them. */
    static ByteBuffer now(byte[] chunk, int at) {
        byte[] bytes = chunk.clone();
        long rest = System.nanoTime();
        for (int i = at + TIME_DIGITS - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return ByteBuffer.wrap(bytes);
    }

    /** A chunk with this text, which is escaped already. */
    static byte[] chunk(String escaped) {
        return frame(ENVELOPE + escaped + CHUNK_END);
    }

    /** Chunks of elements; asked for by the server's one thread. */
    static ElementChunks elements(int chunksPerElement) {
        return ELEMENTS.computeIfAbsent(chunksPerElement, ElementChunks::new);
    }

    static ByteBuffer elementsEnd() {
        return ByteBuffer.wrap(ELEMENTS_END);
    }

    static ByteBuffer streamEnd() {
        return ByteBuffer.wrap(END);
    }

    static ByteBuffer completion() {
        return ByteBuffer.wrap(ANSWER);
    }

    /** A completion that asks for the tool {@code fox}, in the first turn or in the second. */
    static ByteBuffer toolCall(int turn) {
        return ByteBuffer.wrap(TOOL_CALLS[turn]);
    }

    /** What a model costs, as the catalogue has it. */
    static ByteBuffer prices() {
        return ByteBuffer.wrap(json("{\"data\":{\"id\":\"openai/gpt-4o-mini\",\"endpoints\":[{\"pricing\":"
                + "{\"prompt\":\"0.00000015\",\"completion\":\"0.0000006\"}}]}}"));
    }

    static ByteBuffer refusal(String status) {
        return ByteBuffer.wrap(ascii("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
    }

    private static byte[] answer() {
        String start = "{\"id\":\"" + ID
                + "\",\"provider\":\"OpenAI\",\"model\":\"openai/gpt-4o-mini\",\"object\":\"chat.completion\""
                + ",\"created\":1763900000,\"choices\":[{\"logprobs\":null,\"finish_reason\":\"stop\""
                + ",\"native_finish_reason\":\"stop\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"";
        String end = "\",\"refusal\":null,\"reasoning\":null}}]," + USAGE + "}";
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(20);
        String json = start + text.substring(0, ModelServer.ANSWER_BYTES - start.length() - end.length()) + end;
        return json(json);
    }

    private static byte[] toolCallAnswer(int turn) {
        return json("{\"id\":\"" + ID
                + "\",\"provider\":\"OpenAI\",\"model\":\"openai/gpt-4o-mini\",\"object\":\"chat.completion\""
                + ",\"created\":1763900000,\"choices\":[{\"logprobs\":null,\"finish_reason\":\"tool_calls\""
                + ",\"native_finish_reason\":\"tool_calls\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null"
                + ",\"tool_calls\":[{\"index\":0,\"id\":\"call_" + turn
                + "\",\"type\":\"function\",\"function\":{\"name\":\"fox\",\"arguments\":\"{\\\"number\\\":" + turn
                + "}\"}}],\"refusal\":null,\"reasoning\":null}}]," + USAGE + "}");
    }

    private static byte[] json(String json) {
        return ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json);
    }

    /** One server-sent event in one HTTP chunk. */
    private static byte[] frame(String data) {
        String event = "data: " + data + "\n\n";
        return ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
