package io.github.camelopenrouter.model;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one answer used and cost, as OpenRouter counted it. Every member is null where the service did not say, or said something
 * absurd such as a number below zero; 0 means that it said 0 (a response-cache hit, for instance).
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer, reasoning included
 * @param totalTokens both
 * @param reasoningTokens the part of the answer that was reasoning
 * @param cachedTokens prompt tokens read from the provider's cache
 * @param cacheWriteTokens prompt tokens written to the provider's cache
 * @param cost what OpenRouter charged, in US dollars, exact
 * @param upstreamCost what the provider charged, in US dollars; the bill of your own key under BYOK
 * @param byok whether your own provider key was used
 * @param promptAudioTokens the part of the prompt that was sound
 * @param promptVideoTokens the part of the prompt that was video
 * @param completionAudioTokens the part of the answer that was sound
 * @param completionImageTokens the part of the answer that was images
 * @param upstreamPromptCost the part of {@code upstreamCost} that was for the prompt
 * @param upstreamCompletionCost the part of {@code upstreamCost} that was for the answer
 * @param webSearchRequests searches that OpenRouter's own tools did for the answer
 * @param serverToolCallsRequested calls of OpenRouter's own tools that the model asked for
 * @param serverToolCallsExecuted calls of OpenRouter's own tools that were made
 * @param raw the usage as it came, for what has no name here, not to be changed; what makes it longer than some 16,000 characters is
 *     left out; null where there was none, as in a usage that was not read from an answer
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">Usage accounting</a>
 */
public record Usage(
        Long promptTokens,
        Long completionTokens,
        Long totalTokens,
        Long reasoningTokens,
        Long cachedTokens,
        Long cacheWriteTokens,
        BigDecimal cost,
        BigDecimal upstreamCost,
        Boolean byok,
        Long promptAudioTokens,
        Long promptVideoTokens,
        Long completionAudioTokens,
        Long completionImageTokens,
        BigDecimal upstreamPromptCost,
        BigDecimal upstreamCompletionCost,
        Long webSearchRequests,
        Long serverToolCallsRequested,
        Long serverToolCallsExecuted,
        JsonNode raw) {

    /** What nearly every answer says, and nothing else. */
    public Usage(
            Long promptTokens,
            Long completionTokens,
            Long totalTokens,
            Long reasoningTokens,
            Long cachedTokens,
            Long cacheWriteTokens,
            BigDecimal cost,
            BigDecimal upstreamCost,
            Boolean byok) {
        this(
                promptTokens,
                completionTokens,
                totalTokens,
                reasoningTokens,
                cachedTokens,
                cacheWriteTokens,
                cost,
                upstreamCost,
                byok,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
