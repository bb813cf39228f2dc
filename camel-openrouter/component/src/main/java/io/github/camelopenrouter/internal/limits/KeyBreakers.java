package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.support.RecentMap;

/**
 * Keeps back the calls of a key that the service refuses: it does not know the key, or the key has no credit or limit left.
 * After a while one call may try. Other keys are not affected. Thread-safe.
 */
public final class KeyBreakers implements Admission {
    /** A longer duration would overflow when counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Duration unlessTold;
    private final LimitParts parts;
    private final RecentMap<String, Block> blocks = new RecentMap<>(1_000);

    /**
     * @param unlessTold how long a key is kept back where the service does not say when it may come back
     */
    public KeyBreakers(Duration unlessTold, LimitParts parts) {
        this.unlessTold = unlessTold;
        this.parts = parts;
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        Block block = blocks.get(facts.keyId());
        if (block == null) {
            return CompletableFuture.completedFuture(result -> learn(facts.keyId(), result, null));
        }
        long left = block.until - parts.nanoTime().getAsLong();
        if (left > 0 || !block.trying.compareAndSet(false, true)) {
            Duration wait = left > 0 ? Duration.ofNanos(left) : LimitRefusals.PROBING;
            return CompletableFuture.failedFuture(LimitRefusals.keyBlocked(block.status, wait));
        }
        return CompletableFuture.completedFuture(new Permit() {
            @Override
            public void content() {
                blocks.remove(facts.keyId(), block);
            }

            @Override
            public void ended(Result result) {
                learn(facts.keyId(), result, block);
            }
        });
    }

    /**
     * @param tried the block in spite of which the attempt was let go, or null
     */
    private void learn(String key, Result result, Block tried) {
        OpenRouterException failure = result.failure();
        if (failure != null && blocks(failure)) {
            Duration told = failure.getRetryAfter() == null ? unlessTold : failure.getRetryAfter();
            Duration wait = told.compareTo(LONGEST) < 0 ? told : LONGEST;
            blocks.put(key, new Block(parts.nanoTime().getAsLong() + wait.toNanos(), failure.getStatusCode()));
        } else if (tried != null) {
            if (Endings.tellsNothing(failure)) {
                tried.trying.set(false);
            } else {
                blocks.remove(key, tried);
            }
        }
    }

    private static boolean blocks(OpenRouterException failure) {
        if (failure instanceof AuthenticationException) {
            return failure.getStatusCode() == 401;
        }
        // cheaper calls may still be paid for where one call is too dear for the credit that is left
        return failure instanceof InsufficientCreditsException
                && (failure.getMetadata() == null || !failure.getMetadata().contains("\"weight_exceeds_budget\""));
    }

    private static final class Block {
        private final long until;
        private final int status;
        private final AtomicBoolean trying = new AtomicBoolean();

        Block(long until, int status) {
            this.until = until;
            this.status = status;
        }
    }
}
