package io.github.camelopenrouter.examples.quickstart;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;

/**
 * What one call or several used, as OpenRouter counted it.
 *
 * @param cost in US dollars, exact; null where the service named none
 */
record Bill(int promptTokens, int completionTokens, BigDecimal cost, Duration time) {
    static final Bill NOTHING = new Bill(0, 0, BigDecimal.ZERO, Duration.ZERO);

    /** Of an answer, which carries these facts as headers. */
    static Bill of(Message answer, Duration time) {
        return new Bill(
                answer.getHeader(OpenRouterConstants.PROMPT_TOKENS, 0, Integer.class),
                answer.getHeader(OpenRouterConstants.COMPLETION_TOKENS, 0, Integer.class),
                answer.getHeader(OpenRouterConstants.COST, BigDecimal.class),
                time);
    }

    /** Both; the cost is unknown where one of them is. */
    Bill plus(Bill other) {
        return new Bill(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cost == null || other.cost == null ? null : cost.add(other.cost),
                time.plus(other.time));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d + %d tokens | %s | %.2f s",
                promptTokens,
                completionTokens,
                cost == null ? "cost unknown" : "$" + cost.toPlainString(),
                time.toMillis() / 1000.0);
    }
}
