package io.github.camelopenrouter.internal.limits;

import java.time.Duration;

/**
 * When circuits open, and for how long.
 *
 * @param minimumCalls that have to end before a circuit may open
 * @param open how long an open circuit lets no call through
 */
public record CircuitSettings(int minimumCalls, Duration open) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    public CircuitSettings {
        if (minimumCalls < 1) {
            throw new IllegalArgumentException(
                    "The option circuitBreakerMinimumCalls must be at least 1, not " + minimumCalls);
        }
        if (open.toMillis() < 1 || open.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The option circuitBreakerOpenDuration must be from 1 ms to a year, not "
                    + open.toMillis() + " ms");
        }
    }
}
