package io.github.camelopenrouter.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.github.camelopenrouter.model.Usage;

/**
 * One JSON answer or one stream chunk as it stands on the wire, every member null where absent: what {@link AnswerReader} read,
 * before anybody judged it. Reused from chunk to chunk.
 */
final class Answer {
    String id;
    String model;
    String provider;
    Long created;
    Usage usage;
    JsonNode error;
    final List<Choice> choices = new ArrayList<>(1);
    Map<String, JsonNode> extra;

    private final Choice spare = new Choice();

    /** Forgets everything but the identity, which does not change within a stream. */
    void nextChunk() {
        usage = null;
        error = null;
        extra = null;
        choices.clear();
    }

    Choice addChoice() {
        Choice choice = choices.isEmpty() ? spare.cleared() : new Choice();
        choices.add(choice);
        return choice;
    }

    void extra(String name, JsonNode value) {
        extra = put(extra, name, value);
    }

    static Map<String, JsonNode> put(Map<String, JsonNode> map, String name, JsonNode value) {
        Map<String, JsonNode> result = map == null ? new LinkedHashMap<>(4) : map;
        result.put(name, value);
        return result;
    }

    /** A choice: its message or its delta. */
    static final class Choice {
        String finishReason;
        String nativeFinishReason;
        JsonNode error;
        JsonNode logprobs;
        String role;
        String content;
        String refusal;
        String reasoning;
        ArrayNode reasoningDetails;
        ArrayNode toolCalls;
        Map<String, JsonNode> extra;

        private Choice cleared() {
            finishReason = null;
            nativeFinishReason = null;
            error = null;
            logprobs = null;
            role = null;
            content = null;
            refusal = null;
            reasoning = null;
            reasoningDetails = null;
            toolCalls = null;
            extra = null;
            return this;
        }
    }
}
