package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Waits between attempts: full jitter that doubles up to a cap, and never less than the service asked for. */
final class Backoff {
    private static final long CAP_MILLIS = 20_000;
    private static final long BASE_MILLIS = 500;
    private static final long BASE_OVERLOAD_MILLIS = 1_000;

    private final DoubleSupplier chance;

    Backoff(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * @param retries how many there were before this one
     * @param retryAfter what the service asked for, or null
     */
    Duration delay(int retries, int status, Duration retryAfter) {
        long base = status == 429 || status == 529 ? BASE_OVERLOAD_MILLIS : BASE_MILLIS;
        long ceiling = Math.min(CAP_MILLIS, base << Math.min(retries, 10));
        Duration jitter = Duration.ofMillis((long) (chance.getAsDouble() * ceiling));
        if (retryAfter == null) {
            return jitter;
        }
        // a little more than asked for, so that callers who were refused together do not return together
        Duration asked = retryAfter.plusMillis((long) (chance.getAsDouble() * retryAfter.toMillis() / 10));
        return asked.compareTo(jitter) > 0 ? asked : jitter;
    }
}
