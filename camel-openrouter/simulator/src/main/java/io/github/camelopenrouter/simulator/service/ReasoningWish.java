package io.github.camelopenrouter.simulator.service;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether, how much and how openly a request lets its model reason.
 *
 * @param sentences how much; 0 for not at all
 * @param shown whether the answer has the text
 */
record ReasoningWish(int sentences, boolean shown) {

    private static final String NONE = "none";
    private static final int MEDIUM = 3;
    private static final Map<String, Integer> SENTENCES =
            Map.of("minimal", 1, "low", 2, "medium", MEDIUM, "high", 5, "xhigh", 7, "max", 9);

    static ReasoningWish of(ChatRequest request, Model model) {
        JsonNode body = request.body();
        JsonNode wish = body.path("reasoning");
        String effort = wish.path("effort").asText(body.path("reasoning_effort").asText(""));
        boolean refused = effort.equals(NONE) || !wish.path("enabled").asBoolean(true);
        if (refused && model.mustReason()) {
            throw ApiException.badRequest("Reasoning is mandatory for this endpoint and cannot be disabled.");
        }
        boolean asked = wish.isObject()
                || !effort.isEmpty()
                || body.path("include_reasoning").asBoolean();
        boolean reasons = model.mustReason() || model.canReason() && asked && !refused;
        boolean shown = !wish.path("exclude").asBoolean()
                && body.path("include_reasoning").asBoolean(true);
        return new ReasoningWish(reasons ? SENTENCES.getOrDefault(effort, MEDIUM) : 0, shown);
    }
}
