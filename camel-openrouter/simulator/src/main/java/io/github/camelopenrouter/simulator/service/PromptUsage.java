package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

/**
 * What a prompt took.
 *
 * @param tokens all of them, also those of the next four
 * @param cached read from the prompt cache
 * @param written to the prompt cache
 * @param cost in USD
 */
record PromptUsage(int tokens, int cached, int written, int audio, int video, BigDecimal cost) {

    static final PromptUsage NONE = uncharged(0);

    /** @param media what the prompt has besides its text */
    static PromptUsage of(Endpoint endpoint, int textTokens, PromptCache.Use cache, PromptMedia media) {
        int plain = textTokens
                - cache.read()
                - cache.written()
                + media.imageTokens()
                + media.videoTokens()
                + media.readTokens();
        BigDecimal cost = times(endpoint.promptPrice(), plain)
                .add(times(endpoint.price("input_cache_read"), cache.read()))
                .add(times(endpoint.price(cache.writePrice()), cache.written()))
                .add(times(endpoint.price("audio"), media.audioTokens()));
        return new PromptUsage(
                textTokens + media.tokens(),
                cache.read(),
                cache.written(),
                media.audioTokens(),
                media.videoTokens(),
                Usage.plain(cost));
    }

    /** That of a prompt that nobody pays for. */
    static PromptUsage uncharged(int tokens) {
        return new PromptUsage(tokens, 0, 0, 0, 0, BigDecimal.ZERO);
    }

    private static BigDecimal times(BigDecimal price, int tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
