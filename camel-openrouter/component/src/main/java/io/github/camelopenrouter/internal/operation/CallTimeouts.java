package io.github.camelopenrouter.internal.operation;

import java.time.Duration;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.call.CallSettings;

/** What the options say about how long a call may take, and how much of it is read. */
final class CallTimeouts {
    private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();

    private CallTimeouts() {}

    /**
     * @param total where the option {@code totalTimeout} says nothing; null for no limit
     * @param consumed whether somebody takes the answer piece by piece, and may take too long for one
     */
    static CallSettings of(OpenRouterConfiguration options, Duration total, boolean consumed) {
        Long chosen = options.getTotalTimeout();
        return new CallSettings(
                limited(options.getConnectTimeout()),
                limited(options.getConnectionRequestTimeout()),
                optional(options.getResponseTimeout()),
                optional(options.getFirstTokenTimeout()),
                optional(options.getIdleTimeout()),
                optional(options.getContentIdleTimeout()),
                chosen != null ? optional(chosen) : total,
                consumed ? optional(options.getConsumerTimeout()) : null,
                options.getMaxResponseBytes(),
                options.getMaxSseLineBytes(),
                options.getMaxErrorBodyBytes(),
                options.getMaxAnswerParts(),
                options.getMaxRetries(),
                limited(options.getMaxRetryAfter()),
                false);
    }

    private static Duration optional(long millis) {
        return millis == 0 ? null : limited(millis);
    }

    /** More than a year is as good as for ever, and would overflow when counted in nanoseconds. */
    private static Duration limited(long millis) {
        return Duration.ofMillis(Math.min(millis, YEAR_MILLIS));
    }
}
