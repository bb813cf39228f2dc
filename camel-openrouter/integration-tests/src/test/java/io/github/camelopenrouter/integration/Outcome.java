package io.github.camelopenrouter.integration;

import java.math.BigDecimal;

/**
 * What became of one job.
 *
 * @param requests that OpenRouter got
 * @param known how many of the parked ones name the generation that was billed
 * @param bill in US dollars
 */
record Outcome(int requests, int results, int parked, int known, BigDecimal bill) {
    Outcome {
        bill = bill.signum() == 0 ? BigDecimal.ZERO : bill.stripTrailingZeros();
    }
}
