package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.time.Instant;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

/**
 * Where a job goes that failed: to the retry topic if another attempt can help and is left, else to the dead letters. The component
 * itself does not retry: one loop, one count.
 */
final class Retries implements Processor {
    /** The property with the topic that the record of an exchange goes to. */
    static final String TOPIC = "topic";

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    private final Topics topics;
    private final int attempts;
    private final Duration longestDelay;
    private final Runnable out;

    Retries(Topics topics, int attempts, Duration longestDelay, Runnable out) {
        this.topics = topics;
        this.attempts = attempts;
        this.longestDelay = longestDelay;
        this.out = out;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failsAll(failure)) {
            out.run();
            throw failure;
        }
        Message message = exchange.getMessage();
        message.setHeader(Job.ERROR, failure.getMessage());
        int attempt = attempt(message);
        if (failure instanceof OpenRouterException call && call.isRetryable() && attempt < attempts) {
            // what was never sent was not tried: while the network or the journal is away, no job uses its attempts up
            int next = call.getOutcome() == Outcome.NOT_SENT ? attempt : attempt + 1;
            message.setHeader(Job.ATTEMPT, String.valueOf(next));
            message.setHeader(
                    Job.RETRY_AT,
                    String.valueOf(Instant.now().plus(delay(attempt, call)).toEpochMilli()));
            exchange.setProperty(TOPIC, topics.retry());
        } else {
            exchange.setProperty(TOPIC, topics.dead());
        }
    }

    /** A refused key or an empty account is no job's fault: with these as dead letters the whole topic would be gone in a minute. */
    private static boolean failsAll(Exception failure) {
        return failure instanceof AuthenticationException
                || failure instanceof InsufficientCreditsException credits && !credits.isRetryable();
    }

    /** What cannot be read counts as the last: it failed for that very reason. */
    private int attempt(Message message) {
        try {
            return Job.of(message).attempt();
        } catch (IllegalArgumentException e) {
            return attempts;
        }
    }

    private Duration delay(int attempt, OpenRouterException failure) {
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration asked = failure.getRetryAfter();
        Duration longer = asked != null && asked.compareTo(delay) > 0 ? asked : delay;
        return longer.compareTo(longestDelay) < 0 ? longer : longestDelay;
    }
}
