package io.github.camelopenrouter.limits;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import io.github.camelopenrouter.client.Admission.Result;
import io.github.camelopenrouter.client.CallFacts;
import io.github.camelopenrouter.error.Outcome;

/**
 * Requests and tokens per minute. How many tokens an attempt takes is known at its end only: it goes when nothing is owed, takes
 * an estimate as a debt, and the difference is settled when the service has told. Thread-safe, and never blocks.
 */
final class Rates {
    private static final int BYTES_PER_TOKEN = 4;
    private static final CompletableFuture<Long> GO = CompletableFuture.completedFuture(0L);

    private final RateBucket requests;
    private final RateBucket tokens;
    private final long tokensPerMinute;

    /**
     * @param requests null for no limit
     * @param tokens null for no limit
     */
    private Rates(RateBucket requests, RateBucket tokens, long tokensPerMinute) {
        this.requests = requests;
        this.tokens = tokens;
        this.tokensPerMinute = tokensPerMinute;
    }

    static Rates local(GateSettings settings, LongSupplier nanoTime) {
        LongFunction<RateBucket> local = rate -> RateBucket.local(rate, nanoTime);
        return of(settings, local, local);
    }

    static Rates of(GateSettings settings, LongFunction<RateBucket> requests, LongFunction<RateBucket> tokens) {
        Integer requestRate = settings.requestsPerMinute();
        Long tokenRate = settings.tokensPerMinute();
        return new Rates(
                requestRate == null ? null : requests.apply(requestRate),
                tokenRate == null ? null : tokens.apply(tokenRate),
                tokenRate == null ? 0 : tokenRate);
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
        CompletableFuture<Long> one = tokens.take();
        return one.thenApply(wait -> {
            if (wait == 0) {
                tokens.takeAnyway(estimate(facts) - 1);
            } else if (requests != null) {
                requests.giveBack(1);
            }
            return wait;
        });
    }

    /** No attempt is expected to take more than a minute's worth; if it really did, that is settled at its end. */
    private long estimate(CallFacts facts) {
        long answer = Math.min(facts.answerTokens(), tokensPerMinute);
        long sum = facts.requestBytes() / BYTES_PER_TOKEN + answer;
        return Math.max(1, Math.min(sum, tokensPerMinute));
    }

    /** Nothing was sent for what was taken. */
    void giveBack(CallFacts facts) {
        if (requests != null) {
            requests.giveBack(1);
        }
        if (tokens != null) {
            tokens.giveBack(estimate(facts));
        }
    }

    /** Settles what was estimated; where nobody knows what was used, the estimate stands. */
    void ended(CallFacts facts, Result result) {
        Outcome outcome = result.good() ? null : result.failure().getOutcome();
        if (outcome == Outcome.NOT_SENT) {
            giveBack(facts);
        } else if (tokens != null) {
            Long total = result.usage() == null ? null : result.usage().totalTokens();
            long used = total != null ? total : outcome == Outcome.REJECTED ? 0 : estimate(facts);
            long difference = used - estimate(facts);
            if (difference > 0) {
                tokens.takeAnyway(difference);
            } else if (difference < 0) {
                tokens.giveBack(-difference);
            }
        }
    }
}
