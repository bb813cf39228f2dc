package io.github.camelopenrouter.model;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A complete answer: of {@code completion}, or assembled from a stream that ended well. Only {@code choices} and
 * {@code extra} are never null; everything else is null where the service did not say.
 *
 * @param id the generation id ({@code gen-...})
 * @param model the model that answered: often a dated name other than the one asked for
 * @param provider display name of the provider that answered, such as {@code Amazon Bedrock}
 * @param created when, in seconds since 1970
 * @param choices at least one
 * @param usage tokens and cost; null where the service sent none
 * @param cacheStatus {@code HIT} or {@code MISS} of OpenRouter's response cache, which the answer's head tells
 * @param extra members without a place of their own, such as {@code openrouter_metadata} or {@code service_tier}
 */
public record ChatResponse(
        String id,
        String model,
        String provider,
        Long created,
        List<ChatChoice> choices,
        Usage usage,
        String cacheStatus,
        Map<String, JsonNode> extra) {

    /** The first choice's message; never null. */
    public ChatMessage message() {
        return choices.get(0).message();
    }

    /** The first choice's text; empty where the model said nothing, never null. */
    public String text() {
        return message().text();
    }

    /** Images and sound of the first choice; empty for none, never null. */
    public List<Media> media() {
        return message().media();
    }

    /** The first choice's finish reason, or null. */
    public String finishReason() {
        return choices.get(0).finishReason();
    }
}
