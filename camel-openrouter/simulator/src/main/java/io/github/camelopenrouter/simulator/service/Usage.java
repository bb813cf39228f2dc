package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a completion took, in tokens and USD. */
record Usage(
        int promptTokens, int completionTokens, int reasoningTokens, BigDecimal promptCost, BigDecimal completionCost) {

    static final Usage NONE = new Usage(0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    static Usage of(Endpoint endpoint, int promptTokens, int completionTokens, int reasoningTokens) {
        return new Usage(
                promptTokens,
                completionTokens,
                reasoningTokens,
                cost(endpoint.promptPrice(), promptTokens),
                cost(endpoint.completionPrice(), completionTokens));
    }

    /** What a prompt takes that got no token back. */
    static Usage uncharged(int promptTokens) {
        return new Usage(promptTokens, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    BigDecimal cost() {
        return promptCost.add(completionCost);
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("prompt_tokens", promptTokens);
        json.put("completion_tokens", completionTokens);
        json.put("total_tokens", promptTokens + completionTokens);
        json.put("cost", cost());
        json.put("is_byok", false);
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", 0)
                .put("cache_write_tokens", 0)
                .put("audio_tokens", 0)
                .put("video_tokens", 0);
        json.putObject("cost_details")
                .put("upstream_inference_cost", cost())
                .put("upstream_inference_prompt_cost", promptCost)
                .put("upstream_inference_completions_cost", completionCost);
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", reasoningTokens)
                .put("image_tokens", 0)
                .put("audio_tokens", 0);
        return json;
    }

    private static BigDecimal cost(BigDecimal price, int tokens) {
        BigDecimal cost = price.multiply(BigDecimal.valueOf(tokens));
        return cost.signum() == 0 ? BigDecimal.ZERO : cost.stripTrailingZeros();
    }
}
