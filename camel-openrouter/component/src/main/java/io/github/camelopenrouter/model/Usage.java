package io.github.camelopenrouter.model;

import java.math.BigDecimal;

/**
 * What one answer used and cost, as OpenRouter counted it. Every member is null where the service did not say; 0 means that
 * it said 0 (a response-cache hit, for instance).
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
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">Usage accounting</a>
 */
public record Usage(
        Integer promptTokens,
        Integer completionTokens,
        Integer totalTokens,
        Integer reasoningTokens,
        Integer cachedTokens,
        Integer cacheWriteTokens,
        BigDecimal cost,
        BigDecimal upstreamCost,
        Boolean byok) {}
