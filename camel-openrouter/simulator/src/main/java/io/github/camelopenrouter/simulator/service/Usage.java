package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an answer took, in tokens and USD.
 *
 * @param tools what was done for it besides asking the model
 */
record Usage(PromptUsage prompt, Written written, BigDecimal completionCost, ToolUse tools) {

    static final Usage NONE = uncharged(0);

    /**
     * What models wrote.
     *
     * @param text tokens with those of the reasoning
     */
    record Written(int text, int reasoning, int image, int audio) {

        Written plus(Written other) {
            return new Written(
                    text + other.text, reasoning + other.reasoning, image + other.image, audio + other.audio);
        }

        int tokens() {
            return text + image + audio;
        }

        /** The first ones of them: what is not text comes last. */
        Written first(int tokens) {
            int firstText = Math.min(tokens, text);
            int firstImage = Math.min(tokens - firstText, image);
            int firstAudio = Math.min(tokens - firstText - firstImage, audio);
            return new Written(firstText, Math.min(firstText, reasoning), firstImage, firstAudio);
        }
    }

    static Usage of(Endpoint endpoint, PromptUsage prompt, Written written, ToolUse tools) {
        BigDecimal cost = endpoint.completionPrice()
                .multiply(BigDecimal.valueOf(written.text()))
                .add(endpoint.price("image_output").multiply(BigDecimal.valueOf(written.image())))
                .add(endpoint.price("audio_output").multiply(BigDecimal.valueOf(written.audio())));
        return new Usage(prompt, written, plain(cost), tools);
    }

    /** What a prompt takes that got no token back. */
    static Usage uncharged(int promptTokens) {
        return new Usage(PromptUsage.uncharged(promptTokens), new Written(0, 0, 0, 0), BigDecimal.ZERO, ToolUse.NONE);
    }

    /** The same for a model that was stopped after so many tokens. */
    Usage upTo(Endpoint endpoint, int tokens) {
        return of(endpoint, prompt, written.first(tokens), tools);
    }

    int promptTokens() {
        return prompt.tokens();
    }

    int completionTokens() {
        return written.tokens();
    }

    BigDecimal cost() {
        return inferenceCost().add(tools.cost());
    }

    private BigDecimal inferenceCost() {
        return prompt.cost().add(completionCost);
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("prompt_tokens", promptTokens());
        json.put("completion_tokens", completionTokens());
        json.put("total_tokens", promptTokens() + completionTokens());
        json.put("cost", cost());
        json.put("is_byok", false);
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", prompt.cached())
                .put("cache_write_tokens", prompt.written())
                .put("audio_tokens", prompt.audio())
                .put("video_tokens", prompt.video());
        json.putObject("cost_details")
                .put("upstream_inference_cost", inferenceCost())
                .put("upstream_inference_prompt_cost", prompt.cost())
                .put("upstream_inference_completions_cost", completionCost);
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", written.reasoning())
                .put("image_tokens", written.image())
                .put("audio_tokens", written.audio());
        if (tools.searches() > 0) {
            json.set("server_tool_use_details", tools.json());
        }
        return json;
    }

    /** The same number without zeros at its end. */
    static BigDecimal plain(BigDecimal cost) {
        return cost.signum() == 0 ? BigDecimal.ZERO : cost.stripTrailingZeros();
    }
}
