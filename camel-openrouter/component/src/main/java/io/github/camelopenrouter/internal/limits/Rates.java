package io.github.camelopenrouter.internal.limits;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;

/**
 * Requests and tokens per minute. The number of tokens that an attempt takes is known only at its end. An attempt goes when no
 * tokens are owed and takes an estimate as a debt; the difference is settled when the service has told the number. Of what is given
 * back, only that part counts which has not come back by time already. Thread-safe, and never blocks.
 */
final class Rates {
    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);
    private static final int BYTES_PER_TOKEN = 4;
    /**
     * How many times more than a request seems to allow is believed. {@link #ANY} is believed on top, because what a request refers to
     * has no known size.
     */
    private static final int FACTOR = 4;

    private static final long ANY = 2_000_000;
    private static final long UNSAID = 1_000_000;
    private static final CompletableFuture<Long> GO = CompletableFuture.completedFuture(0L);

    private final RateBucket requests;
    private final RateBucket tokens;
    private final long requestsPerMinute;
    private final long tokensPerMinute;
    private final LongSupplier nanoTime;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param requests null for no limit
     * @param tokens null for no limit
     */
    private Rates(
            RateBucket requests,
            RateBucket tokens,
            long requestsPerMinute,
            long tokensPerMinute,
            LongSupplier nanoTime) {
        this.requests = requests;
        this.tokens = tokens;
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.nanoTime = nanoTime;
    }

    static Rates local(GateSettings settings, LongSupplier nanoTime) {
        LongFunction<RateBucket> local = rate -> RateBucket.local(rate, nanoTime);
        return of(settings, local, local, nanoTime);
    }

    static Rates of(
            GateSettings settings,
            LongFunction<RateBucket> requests,
            LongFunction<RateBucket> tokens,
            LongSupplier nanoTime) {
        Integer requestRate = settings.requestsPerMinute();
        Long tokenRate = settings.tokensPerMinute();
        return new Rates(
                requestRate == null ? null : requests.apply(requestRate),
                tokenRate == null ? null : tokens.apply(tokenRate),
                requestRate == null ? 0 : requestRate,
                tokenRate == null ? 0 : tokenRate,
                nanoTime);
    }

    /** 0 for go: it has been taken. Else how many nanoseconds to wait: nothing has. */
    CompletableFuture<Long> take(CallFacts facts) {
        if (tokens == null) {
            return requests == null ? GO : requests.take();
        }
        CompletableFuture<Long> request = requests == null ? GO : requests.take();
        return request.thenCompose(wait -> wait > 0 ? request : takeTokens(facts));
    }

    private CompletableFuture<Long> takeTokens(CallFacts facts) {
        return tokens.take().whenComplete((wait, why) -> {
            if (why == null && wait == 0) {
                takeAnyway(tokens, estimate(facts) - 1);
            } else if (requests != null) {
                requests.giveBack(1);
            }
        });
    }

    private static void takeAnyway(RateBucket bucket, long amount) {
        if (amount > 0) {
            bucket.takeAnyway(amount);
        }
    }

    /** No attempt is expected to take more than a minute's worth; if it really did, that is settled at its end. */
    private long estimate(CallFacts facts) {
        long answer = Math.min(facts.answerTokens(), tokensPerMinute);
        long sum = facts.requestBytes() / BYTES_PER_TOKEN + facts.usualMediaTokens() + answer;
        return Math.max(1, Math.min(sum, tokensPerMinute));
    }

    /**
     * Nothing was sent for what was taken.
     *
     * @param since when it was taken
     */
    void giveBack(CallFacts facts, long since) {
        long passed = nanoTime.getAsLong() - since;
        if (requests != null) {
            giveBack(requests, requestsPerMinute, 1, 0, passed);
        }
        if (tokens != null) {
            giveBack(tokens, tokensPerMinute, estimate(facts), 0, passed);
        }
    }

    /** Gives back what the bucket would hold more if only what was used had been taken; it may have been full for a while then. */
    private static void giveBack(RateBucket bucket, long perMinute, long taken, long used, long passedNanos) {
        double refilled = perMinute * (passedNanos / 60e9);
        long back = (long) Math.min((double) taken - used, taken + RateBucket.capacity(perMinute) - refilled);
        if (back > 0) {
            bucket.giveBack(back);
        }
    }

    /** Settles what was estimated; where nobody knows what was used, the estimate stands. */
    void ended(CallFacts facts, Result result, long since) {
        if (Endings.neverLeft(result.failure())) {
            giveBack(facts, since);
        } else if (tokens != null) {
            long estimate = estimate(facts);
            long used = used(facts, result, estimate);
            if (used > estimate) {
                tokens.takeAnyway(used - estimate);
            } else if (used < estimate) {
                giveBack(tokens, tokensPerMinute, estimate, used, nanoTime.getAsLong() - since);
            }
        }
    }

    /** An attempt that got no connection counts as estimated, so that a service out of reach is not tried the faster. */
    private long used(CallFacts facts, Result result, long estimate) {
        Long total = result.usage() == null ? null : result.usage().totalTokens();
        if (total == null) {
            return !result.good() && result.failure().getOutcome() == Outcome.REJECTED ? 0 : estimate;
        }
        if (total > most(facts)) {
            if (warned.compareAndSet(false, true)) {
                LOG.warn(
                        "OpenRouter says that a call used {} tokens, more than its request can have had: tokensPerMinute counts"
                                + " what was estimated, {}",
                        total,
                        estimate);
            }
            return estimate;
        }
        // a count that came before an answer broke off may be a first one, or a 0 that meant "not yet"
        boolean all = result.good() || result.failure().getOutcome() == Outcome.REJECTED;
        return all ? total : Math.max(total, estimate);
    }

    /** More tokens than this a request cannot have used, whatever the service says. */
    private static double most(CallFacts facts) {
        double answer = facts.maxTokens() == null ? UNSAID * Math.max(1.0, facts.choices()) : facts.answerTokens();
        return FACTOR * (facts.requestBytes() + facts.mostMediaTokens() + answer) + ANY;
    }
}
