package io.github.camelopenrouter.internal.wire;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code GET /generation} tells of a call whose answer did not. Everything but the cost may be null.
 *
 * @param cost in US dollars
 * @param model that answered
 * @param provider that answered
 */
public record Told(BigDecimal cost, String model, String provider, Long promptTokens, Long completionTokens) {

    /** Null where the service does not know the cost yet. */
    public static Told of(JsonNode answer) {
        JsonNode data = answer.path("data");
        BigDecimal cost = Numbers.cost(data.get("total_cost"));
        if (cost == null) {
            return null;
        }
        return new Told(
                cost,
                text(data.get("model")),
                text(data.get("provider_name")),
                number(data, "native_tokens_prompt", "tokens_prompt"),
                number(data, "native_tokens_completion", "tokens_completion"));
    }

    private static String text(JsonNode node) {
        return node == null || !node.isTextual() ? null : node.textValue();
    }

    private static Long number(JsonNode data, String name, String other) {
        Long count = Numbers.count(data.get(name));
        return count != null ? count : Numbers.count(data.get(other));
    }
}
