package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;

/**
 * How long a worker may stay away from {@code poll()}: Kafka takes one that stays longer for dead, gives its records to others, and
 * refuses its commits. So the interval follows from the longest that one record can take, never from the usual.
 */
final class PollInterval {
    /** A generation that takes longer needs another look at the settings rather than another poll interval. */
    static final int RECORDS = 1;

    /** What publishing the outcome may take: {@code delivery.timeout.ms} of the producer. */
    static final Duration PUBLISHING = Duration.ofSeconds(30);

    /** What a commit may take: {@code commitTimeoutMs}. */
    static final Duration COMMIT = Duration.ofSeconds(5);

    /** Pauses of the garbage collector, a busy host. */
    private static final int MARGIN = 2;

    private PollInterval() {}

    /** For records that are worked on at once. */
    static Duration of(WorkerSettings settings) {
        return settings.queueTimeout()
                .plus(settings.totalTimeout())
                .plus(PUBLISHING)
                .plus(COMMIT)
                .multipliedBy((long) RECORDS * MARGIN);
    }

    /** For records that may have to wait for their moment first. */
    static Duration ofRetries(WorkerSettings settings) {
        return of(settings).plus(settings.longestDelay().multipliedBy((long) RECORDS * MARGIN));
    }
}
