package io.github.camelopenrouter.internal.limits;

import java.time.Duration;

/**
 * What a gate lets through. Limits are null where they are off.
 *
 * @param maxInFlight most attempts at the same time, from before they are sent to the end of their answers
 * @param adaptive whether the limit of attempts in flight shrinks while the service is overloaded; needs {@code maxInFlight}
 * @param requestsPerMinute most attempts within a minute
 * @param tokensPerMinute most tokens within a minute, of prompts and answers together
 * @param maxQueued how many may wait
 * @param queueTimeout how long each may wait; null for no limit
 */
public record GateSettings(
        Integer maxInFlight,
        boolean adaptive,
        Integer requestsPerMinute,
        Long tokensPerMinute,
        int maxQueued,
        Duration queueTimeout) {

    /**
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    public GateSettings {
        atLeast("maxInFlight", maxInFlight, 1);
        atLeast("requestsPerMinute", requestsPerMinute, 1);
        atLeast("tokensPerMinute", tokensPerMinute, 1);
        atLeast("maxQueued", maxQueued, 0);
        if (adaptive && maxInFlight == null) {
            throw new IllegalArgumentException(
                    "The option adaptiveConcurrency needs the option maxInFlight: it is the limit"
                            + " that adapts, and the most that it may grow to");
        }
    }

    private static void atLeast(String option, Number value, int least) {
        if (value != null && value.longValue() < least) {
            throw new IllegalArgumentException(
                    "The option " + option + " must be at least " + least + ", not " + value);
        }
    }

    /** Whether anything is limited at all. */
    public boolean limits() {
        return maxInFlight != null || requestsPerMinute != null || tokensPerMinute != null;
    }
}
