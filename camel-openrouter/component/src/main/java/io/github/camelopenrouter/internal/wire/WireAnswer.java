package io.github.camelopenrouter.internal.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.camelopenrouter.model.Usage;

/**
 * One JSON answer or one stream chunk as it stands on the wire, every member null where absent: what {@link AnswerReader} read,
 * before anybody judged it. Reused from chunk to chunk.
 */
public final class WireAnswer {
    public String id;
    public String model;
    public String provider;
    public Long created;
    public Usage usage;
    public JsonNode error;
    /** Whether it calls itself an error: {@code "object": "error"}. */
    public boolean saysError;

    public final List<Choice> choices = new ArrayList<>(1);
    public Map<String, JsonNode> extra;

    private final Choice spare = new Choice();
    private boolean chunk;

    /** Forgets everything but the identity, which does not change within a stream. From now on a choice means its delta. */
    public void nextChunk() {
        chunk = true;
        saysError = false;
        usage = null;
        error = null;
        extra = null;
        choices.clear();
    }

    /** Whether a chunk of a stream is read, and not a whole answer. */
    boolean isChunk() {
        return chunk;
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

    /** A choice: its message, or in a stream its delta. */
    public static final class Choice {
        /** Which choice of several it is; null where the service does not say. */
        public Long index;
        /** What a {@code message} in a stream says, or a {@code delta} in a whole answer; null for none. */
        Choice beside;

        String finishReason;
        String nativeFinishReason;
        public JsonNode error;
        JsonNode logprobs;
        public String role;
        public String content;
        String refusal;
        String reasoning;
        ArrayNode reasoningDetails;
        public ArrayNode toolCalls;
        public Map<String, JsonNode> extra;

        private Choice cleared() {
            index = null;
            finishReason = null;
            nativeFinishReason = null;
            error = null;
            logprobs = null;
            beside = null;
            return silent();
        }

        /** Whether it is more than an empty form. */
        public boolean isAny() {
            return says() || finishReason != null || beside != null;
        }

        /** Whether anything is said here. */
        boolean says() {
            return content != null && !content.isEmpty()
                    || refusal != null && !refusal.isEmpty()
                    || reasoning != null && !reasoning.isEmpty()
                    || reasoningDetails != null && !reasoningDetails.isEmpty()
                    || toolCalls != null && !toolCalls.isEmpty()
                    || extra != null && !extra.isEmpty();
        }

        /** One more image; the list is its own. */
        void image(JsonNode image) {
            images(JsonNodeFactory.instance.arrayNode().add(image));
        }

        /** Further images, beside those that stand in the content. */
        void images(ArrayNode images) {
            if (extra != null && extra.get("images") instanceof ArrayNode known) {
                known.addAll(images);
            } else {
                extra = put(extra, "images", images);
            }
        }

        /** Forgets what its message or delta said. */
        Choice silent() {
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
