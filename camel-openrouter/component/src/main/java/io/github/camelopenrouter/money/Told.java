package io.github.camelopenrouter.money;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code GET /generation} tells of a call whose answer did not. Everything but the cost may be null.
 *
 * @param cost in US dollars
 * @param model that answered
 * @param provider that answered
 */
record Told(BigDecimal cost, String model, String provider, Integer promptTokens, Integer completionTokens) {

    /** Null where the service does not know the cost yet. */
    static Told of(JsonNode answer) {
        JsonNode data = answer.path("data");
        BigDecimal cost = decimal(data.get("total_cost"));
        if (cost == null || cost.signum() < 0) {
            return null;
        }
        return new Told(
                cost,
                text(data.get("model")),
                text(data.get("provider_name")),
                number(data, "native_tokens_prompt", "tokens_prompt"),
                number(data, "native_tokens_completion", "tokens_completion"));
    }

    private static BigDecimal decimal(JsonNode node) {
        if (node == null || !node.isNumber() && !node.isTextual()) {
            return null;
        }
        try {
            return node.isNumber()
                    ? node.decimalValue()
                    : new BigDecimal(node.asText().trim());
        } catch (NumberFormatException e) {
            // as good as not told
            return null;
        }
    }

    private static String text(JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }

    private static Integer number(JsonNode data, String name, String other) {
        JsonNode node = data.hasNonNull(name) ? data.get(name) : data.get(other);
        return node == null || !node.isNumber() ? null : (Integer) node.intValue();
    }
}
