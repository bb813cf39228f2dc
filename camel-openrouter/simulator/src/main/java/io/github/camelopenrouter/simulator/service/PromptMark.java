package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A place in a prompt up to which it may be cached.
 *
 * @param prefix the hash of all that is before the place, without the marks
 * @param tokens how many there are before it
 * @param longer whether it is kept for an hour instead of five minutes
 */
record PromptMark(String prefix, int tokens, boolean longer) {

    private static final String CACHE_CONTROL = "cache_control";
    private static final int MOST = 4;

    /**
     * The marks of a request in their order: those of tools, of messages and of parts, and that of the request itself,
     * which stands behind its last message.
     *
     * @throws ApiException for more of them than a provider takes
     */
    static List<PromptMark> of(ChatRequest request, Provider provider) {
        JsonNode body = request.body();
        if (!isMarked(request)) {
            return List.of();
        }
        Reader reader = new Reader(request.toolTokens());
        for (JsonNode tool : body.path("tools")) {
            reader.read(((ObjectNode) tool.deepCopy()).without(CACHE_CONTROL).toString(), 0);
            reader.mark(tool.path(CACHE_CONTROL));
        }
        for (JsonNode message : body.path("messages")) {
            reader.readMessage(message);
        }
        reader.mark(body.path(CACHE_CONTROL));
        if (reader.found > MOST) {
            throw ApiException.refusedBy(
                    provider, "A maximum of 4 blocks with cache_control may be provided. Found " + reader.found + ".");
        }
        return reader.marks;
    }

    private static boolean isMarked(ChatRequest request) {
        JsonNode body = request.body();
        return body.has(CACHE_CONTROL) || has(body.path("tools")) || has(body.path("messages")) || has(request.parts());
    }

    private static boolean has(Iterable<JsonNode> places) {
        for (JsonNode place : places) {
            if (place.has(CACHE_CONTROL)) {
                return true;
            }
        }
        return false;
    }

    private static final class Reader {

        private final List<PromptMark> marks = new ArrayList<>();
        private final StringBuilder prefix = new StringBuilder();
        private int tokens;
        private int found;

        Reader(int tokens) {
            this.tokens = tokens;
        }

        void readMessage(JsonNode message) {
            read(message.path("role").asText(), ChatRequest.TOKENS_PER_MESSAGE);
            JsonNode content = message.path("content");
            if (content.isArray()) {
                readParts(content);
            } else {
                read(content.asText(""), Tokens.count(content.asText("")));
            }
            if (!message.path("tool_calls").isEmpty()) {
                String calls = message.path("tool_calls").toString();
                read(calls, Tokens.count(calls));
            }
            mark(message.path(CACHE_CONTROL));
        }

        private void readParts(JsonNode parts) {
            StringBuilder text = new StringBuilder();
            int before = tokens;
            for (JsonNode part : parts) {
                text.append(part.path("text").asText(""));
                read(part.path("type").asText() + part.path(part.path("type").asText()), 0);
                if (part.has(CACHE_CONTROL)) {
                    tokens = before + Tokens.count(text.toString());
                    mark(part.path(CACHE_CONTROL));
                }
            }
            tokens = before + Tokens.count(text.toString());
        }

        void read(String text, int count) {
            prefix.append(text).append('\u0000');
            tokens += count;
        }

        void mark(JsonNode control) {
            if (!control.path("type").asText().equals("ephemeral")) {
                return;
            }
            found++;
            if (found <= MOST) {
                String hash = Hash.of(prefix.toString().getBytes(StandardCharsets.UTF_8));
                marks.add(new PromptMark(
                        hash, tokens, control.path("ttl").asText().equals("1h")));
            }
        }
    }
}
