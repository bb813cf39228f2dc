package io.github.camelopenrouter.internal.call;

import java.time.Duration;

/**
 * How one call is made. Every duration is null where that limit is off.
 *
 * @param connectTimeout for the connection, and again for the TLS handshake; never null
 * @param leaseTimeout for a place in the connection pool; never null
 * @param responseTimeout from the start of an attempt to the response head
 * @param firstTokenTimeout from the head of a stream to its first text, reasoning or tool call; comments do not count
 * @param idleTimeout between any two bytes
 * @param contentIdleTimeout between two pieces of content of a stream; comments do not count
 * @param totalTimeout for the whole call, attempts and waits included
 * @param consumerTimeout how long an arrived chunk may lie unread
 * @param maxResponseBytes most bytes of one answer
 * @param maxSseLineBytes most bytes of one server-sent event
 * @param maxErrorBodyBytes how much of an error answer is read
 * @param maxAnswerParts most tool calls, annotations, images and reasoning blocks of one answer together
 * @param maxRetries how often the component itself sends again before the first content
 * @param maxRetryAfter longest wait before it does
 * @param repeatable whether a repeated request cannot be billed twice, because the response cache was asked for
 */
public record CallSettings(
        Duration connectTimeout,
        Duration leaseTimeout,
        Duration responseTimeout,
        Duration firstTokenTimeout,
        Duration idleTimeout,
        Duration contentIdleTimeout,
        Duration totalTimeout,
        Duration consumerTimeout,
        int maxResponseBytes,
        int maxSseLineBytes,
        int maxErrorBodyBytes,
        int maxAnswerParts,
        int maxRetries,
        Duration maxRetryAfter,
        boolean repeatable) {
    /** As many parts as nearly every answer stays below by far. */
    static final int MANY_PARTS = 10_000;

    /** Settings with the usual number of parts. */
    public CallSettings(
            Duration connectTimeout,
            Duration leaseTimeout,
            Duration responseTimeout,
            Duration firstTokenTimeout,
            Duration idleTimeout,
            Duration contentIdleTimeout,
            Duration totalTimeout,
            Duration consumerTimeout,
            int maxResponseBytes,
            int maxSseLineBytes,
            int maxErrorBodyBytes,
            int maxRetries,
            Duration maxRetryAfter,
            boolean repeatable) {
        this(
                connectTimeout,
                leaseTimeout,
                responseTimeout,
                firstTokenTimeout,
                idleTimeout,
                contentIdleTimeout,
                totalTimeout,
                consumerTimeout,
                maxResponseBytes,
                maxSseLineBytes,
                maxErrorBodyBytes,
                MANY_PARTS,
                maxRetries,
                maxRetryAfter,
                repeatable);
    }

    /** The same for a request that may be repeated without being billed twice. */
    public CallSettings withRepeatable() {
        return new CallSettings(
                connectTimeout,
                leaseTimeout,
                responseTimeout,
                firstTokenTimeout,
                idleTimeout,
                contentIdleTimeout,
                totalTimeout,
                consumerTimeout,
                maxResponseBytes,
                maxSseLineBytes,
                maxErrorBodyBytes,
                maxAnswerParts,
                maxRetries,
                maxRetryAfter,
                true);
    }

    /** The same with another total timeout. */
    public CallSettings withTotalTimeout(Duration timeout) {
        return new CallSettings(
                connectTimeout,
                leaseTimeout,
                responseTimeout,
                firstTokenTimeout,
                idleTimeout,
                contentIdleTimeout,
                timeout,
                consumerTimeout,
                maxResponseBytes,
                maxSseLineBytes,
                maxErrorBodyBytes,
                maxAnswerParts,
                maxRetries,
                maxRetryAfter,
                repeatable);
    }
}
