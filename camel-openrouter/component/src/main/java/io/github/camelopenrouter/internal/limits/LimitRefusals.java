package io.github.camelopenrouter.internal.limits;

import java.time.Duration;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.NotAdmittedException;

/** What a refused attempt is told. Nothing was sent, and sending it again later is sensible. */
final class LimitRefusals {
    /** The time to wait that is told to others while one call tries whether the service accepts calls again. */
    static final Duration PROBING = Duration.ofSeconds(1);

    private LimitRefusals() {}

    static NotAdmittedException queueFull(int maxQueued) {
        return refusal(
                "as many calls wait as may (maxQueued=" + maxQueued
                        + "). Send it again later, send fewer at once, or raise maxQueued",
                "queue_full",
                null,
                null);
    }

    static NotAdmittedException queueTimeout(Duration timeout) {
        return refusal(
                "the call was not let through within " + timeout.toMillis() + " ms (queueTimeout=" + timeout.toMillis()
                        + "). Send it again later, send fewer at once, or raise queueTimeout or the limit it waited for",
                "queue_timeout",
                null,
                null);
    }

    static NotAdmittedException stopping() {
        return refusal(
                "the call was waiting to be let through while its route or the component stopped",
                "stopping",
                null,
                null);
    }

    static NotAdmittedException store(Throwable why) {
        return refusal(
                "the limit could not be asked (rateLimitStore). See the cause, and the log of the store",
                "not_admitted",
                null,
                why);
    }

    static NotAdmittedException circuitOpen(String model, Duration left) {
        return refusal(
                "the calls of model " + (model == null ? "(none named)" : model)
                        + " have failed too often (circuitBreaker): none is sent for another " + left.toMillis()
                        + " ms",
                "circuit_open",
                left,
                null);
    }

    static NotAdmittedException keyBlocked(int status, Duration left) {
        return refusal(
                "the API key was refused with " + status
                        + " (circuitBreaker): no call of it is sent for another " + left.toMillis()
                        + " ms. Check the key, its limit and the credits",
                "key_blocked",
                left,
                null);
    }

    private static NotAdmittedException refusal(String why, String type, Duration retryAfter, Throwable cause) {
        ErrorDetails details = ErrorDetails.notSent("OpenRouter: " + why + ". Nothing was sent", type)
                .withRetry(Retry.YES)
                .withRetryAfter(retryAfter);
        return new NotAdmittedException(details, cause);
    }
}
