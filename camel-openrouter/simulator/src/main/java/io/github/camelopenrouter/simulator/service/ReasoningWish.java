package io.github.camelopenrouter.simulator.service;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether, how much and how openly a request lets its model reason.
 *
 * @param sentences how much; 0 for not at all
 * @param tokens the most that may be spent on it
 * @param shown whether the answer has the text
 */
record ReasoningWish(int sentences, int tokens, boolean shown) {

    private static final String NONE = "none";
    private static final int MEDIUM = 3;
    private static final Map<String, Integer> SENTENCES =
            Map.of("minimal", 1, "low", 2, "medium", MEDIUM, "high", 5, "xhigh", 7, "max", 9);

    static ReasoningWish of(ChatRequest request, Model model) {
        JsonNode body = request.body();
        JsonNode wish = body.path("reasoning");
        check(body, wish);
        String effort = wish.path("effort").asText(body.path("reasoning_effort").asText(""));
        boolean refused = effort.equals(NONE) || !wish.path("enabled").asBoolean(true);
        if (refused && model.mustReason()) {
            throw ApiException.badRequest("Reasoning is mandatory for this endpoint and cannot be disabled.");
        }
        boolean asked = wish.isObject()
                || !effort.isEmpty()
                || body.path("include_reasoning").asBoolean();
        boolean reasons = model.mustReason() || model.canReason() && (asked || model.usuallyReasons()) && !refused;
        boolean shown = !wish.path("exclude").asBoolean()
                && body.path("include_reasoning").asBoolean(true);
        int tokens = wish.path("max_tokens").asInt(Integer.MAX_VALUE);
        return new ReasoningWish(reasons ? SENTENCES.getOrDefault(effort, MEDIUM) : 0, Math.max(1, tokens), shown);
    }

    private static void check(JsonNode body, JsonNode wish) {
        if (wish.hasNonNull("effort") && wish.hasNonNull("max_tokens")) {
            throw ApiException.badRequest(
                    "Only one of \"reasoning.effort\" and \"reasoning.max_tokens\" may be specified");
        }
        JsonNode effort = body.path("reasoning_effort");
        if (wish.hasNonNull("effort") && effort.isTextual() && !effort.equals(wish.path("effort"))) {
            throw ApiException.badRequest("\"reasoning_effort\" and \"reasoning.effort\" contradict each other");
        }
    }
}
