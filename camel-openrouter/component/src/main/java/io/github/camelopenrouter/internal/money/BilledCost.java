package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Result;

/** What one attempt cost, as far as its end tells. */
final class BilledCost {
    private static final Logger LOG = LoggerFactory.getLogger(BilledCost.class);

    /** A cost that no call has, even if the service says so twice. */
    private static final BigDecimal MOST = BigDecimal.valueOf(10_000);

    private static final BigDecimal DOLLAR = BigDecimal.ONE;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private BilledCost() {}

    /** Whether any call can cost so much. */
    static boolean isPossible(BigDecimal cost) {
        return cost.compareTo(MOST) <= 0;
    }

    /**
     * Whether a call can have cost this much, given how much was set aside for it.
     *
     * @param bounds whether it was set aside by size and price; else it is what somebody guessed, or nobody knows
     */
    static boolean isPlausible(BigDecimal cost, BigDecimal reserved, boolean bounds) {
        BigDecimal times = BigDecimal.valueOf(bounds ? 10 : 1_000);
        return cost.compareTo(reserved.multiply(times).max(bounds ? DOLLAR : HUNDRED)) <= 0;
    }

    /** Says that a bill is not believed. */
    static void refuse(BigDecimal cost, BigDecimal reserved) {
        LOG.error(
                "OpenRouter says that a call cost ${}, which cannot be: ${} stay reserved for it",
                cost.toPlainString(),
                reserved.toPlainString());
    }

    /**
     * Dollars, 0 where nothing was billed; null where that is unknown. What the service said before an answer broke off is not the
     * bill: it may have been a first count, or a 0 that meant "not yet".
     */
    static BigDecimal of(Result result) {
        BigDecimal told = told(result);
        if (result.good()) {
            return told;
        }
        if (free(result.failure())) {
            return told == null ? BigDecimal.ZERO : told;
        }
        return null;
    }

    /** What has been said so far of an attempt whose bill is unknown; 0 for nothing. */
    static BigDecimal atLeast(Result result) {
        BigDecimal told = told(result);
        return told == null ? BigDecimal.ZERO : told;
    }

    private static BigDecimal told(Result result) {
        BigDecimal told = result.usage() == null ? null : result.usage().cost();
        return told == null || told.signum() < 0 ? null : told;
    }

    /** Requests that never left, that were refused, or that the service itself gave up on in mid-stream are not billed. */
    private static boolean free(OpenRouterException failure) {
        return switch (failure.getOutcome()) {
            case NOT_SENT, REJECTED -> true;
            case PARTIAL -> !(failure instanceof TransportException);
            case UNKNOWN -> false;
        };
    }
}
