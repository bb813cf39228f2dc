package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model that can be asked, and what it costs.
 *
 * @param promptPrice US dollars for a million tokens of a question
 * @param completionPrice US dollars for a million tokens of an answer
 */
public record Model(String id, String name, Long contextLength, BigDecimal promptPrice, BigDecimal completionPrice) {
    private static final int MILLION = 6;

    /** As OpenRouter lists it; null where it has no fixed price: a budget cannot reckon with such a model. */
    static Model of(JsonNode listed) {
        BigDecimal prompt = price(listed.at("/pricing/prompt"));
        BigDecimal completion = price(listed.at("/pricing/completion"));
        JsonNode id = listed.path("id");
        if (!id.isTextual() || prompt == null || completion == null) {
            return null;
        }
        JsonNode context = listed.path("context_length");
        return new Model(
                id.textValue(),
                listed.path("name").asText(id.textValue()),
                context.canConvertToLong() ? context.longValue() : null,
                prompt,
                completion);
    }

    /** The list has US dollars for one token, as text; -1 where the price depends. */
    private static BigDecimal price(JsonNode token) {
        try {
            BigDecimal price = new BigDecimal(token.asText()).movePointRight(MILLION);
            return price.signum() < 0 ? null : price.stripTrailingZeros();
        } catch (NumberFormatException e) {
            return null; // nothing that could be reckoned with
        }
    }
}
