package io.github.camelopenrouter.money;

import java.math.BigDecimal;

import io.github.camelopenrouter.client.Admission.Result;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;

/** What one attempt cost, as far as its end tells. */
final class Bill {
    private Bill() {}

    /** Dollars, 0 where nothing was billed; null where that is unknown. */
    static BigDecimal of(Result result) {
        BigDecimal told = result.usage() == null ? null : result.usage().cost();
        if (told != null && told.signum() >= 0) {
            return told;
        }
        return !result.good() && free(result.failure()) ? BigDecimal.ZERO : null;
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
