package io.github.camelopenrouter.verify;

import java.math.BigDecimal;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.Usage;

/**
 * What answers took. With one of unknown cost, that of all is not known.
 *
 * @param cost in USD, exact; null where it is not known
 */
record Bill(long promptTokens, long completionTokens, BigDecimal cost) {
    /** Of something that is not billed. */
    static final Bill NONE = new Bill(0, 0, BigDecimal.ZERO);

    /** Of a call that may have been billed, and did not say so. */
    static final Bill UNKNOWN = new Bill(0, 0, null);

    static Bill of(Message answer) {
        return new Bill(
                number(answer.getHeader(OpenRouterConstants.PROMPT_TOKENS, Number.class)),
                number(answer.getHeader(OpenRouterConstants.COMPLETION_TOKENS, Number.class)),
                answer.getHeader(OpenRouterConstants.COST, BigDecimal.class));
    }

    static Bill of(Usage usage) {
        return usage == null
                ? UNKNOWN
                : new Bill(number(usage.promptTokens()), number(usage.completionTokens()), usage.cost());
    }

    Bill plus(Bill other) {
        return new Bill(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cost == null || other.cost == null ? null : cost.add(other.cost));
    }

    private static long number(Number told) {
        return told == null ? 0 : told.longValue();
    }
}
