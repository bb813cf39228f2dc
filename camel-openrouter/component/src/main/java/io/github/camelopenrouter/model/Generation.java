package io.github.camelopenrouter.model;

import java.math.BigDecimal;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the service remembers of one generation. Everything but {@code extra} is null where the service did not say.
 *
 * @param id the generation id ({@code gen-...})
 * @param model the model that answered
 * @param provider display name of the provider that answered
 * @param createdAt when, as the service writes it
 * @param cost what OpenRouter charged, in US dollars, exact
 * @param upstreamCost what the provider charged, in US dollars; the bill of your own key under BYOK
 * @param byok whether your own provider key was used
 * @param streamed whether the answer was streamed
 * @param cancelled whether whoever asked had left before the end
 * @param finishReason why the answer ended; null where it did not
 * @param nativeFinishReason the provider's own word for it
 * @param promptTokens tokens of the prompt, as billed
 * @param completionTokens tokens of the answer, as billed, reasoning included
 * @param reasoningTokens the part of the answer that was reasoning
 * @param cachedTokens prompt tokens read from the provider's cache
 * @param cacheSourceId the generation whose answer OpenRouter's response cache repeated
 * @param extra all other members by their wire names, without those that are null; never null
 * @see <a href="https://openrouter.ai/docs/api-reference/get-a-generation">GET /generation</a>
 */
public record Generation(
        String id,
        String model,
        String provider,
        String createdAt,
        BigDecimal cost,
        BigDecimal upstreamCost,
        Boolean byok,
        Boolean streamed,
        Boolean cancelled,
        String finishReason,
        String nativeFinishReason,
        Long promptTokens,
        Long completionTokens,
        Long reasoningTokens,
        Long cachedTokens,
        String cacheSourceId,
        Map<String, JsonNode> extra) {}
