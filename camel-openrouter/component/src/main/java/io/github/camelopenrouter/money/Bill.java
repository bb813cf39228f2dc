package io.github.camelopenrouter.money;

import java.math.BigDecimal;

import io.github.camelopenrouter.client.Admission.Result;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;

/** What one attempt cost, as far as its end tells. */
final class Bill {
    private Bill() {}

    /**
     * Dollars, 0 where nothing was billed; null where that is unknown. What was said before an answer broke off is not the bill: it
     * may have been a first count, or a 0 that stood for not yet.
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

    /** What never left, what was refused, and what the service itself gave up on in mid-stream is not billed. */
    private static boolean free(OpenRouterException failure) {
        return switch (failure.getOutcome()) {
            case NOT_SENT, REJECTED -> true;
            case PARTIAL -> !(failure instanceof TransportException);
            case UNKNOWN -> false;
        };
    }
}
