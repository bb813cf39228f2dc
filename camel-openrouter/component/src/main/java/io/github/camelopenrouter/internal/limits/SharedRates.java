package io.github.camelopenrouter.internal.limits;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;

/** Rates that several processes share. Thread-safe, and never blocks; where the store blocks, a thread of its own waits for it. */
public final class SharedRates {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRates.class);
    private static final long ANSWER_SECONDS = 5;

    /** Longer than the time by which any process is nearer to the store than another. */
    private static final long LONGEST_SCATTER = TimeUnit.MILLISECONDS.toNanos(50);

    private final ProxyManager<String> store;
    private final String name;
    private final Executor blocking;
    private final LimitParts parts;
    private final AtomicLong logged;

    /**
     * @param store closed by whoever made it
     * @param name what the keys in the store begin with: processes that use the same name share the rates
     * @param blocking where the store is asked if it has no asynchronous way
     */
    public SharedRates(ProxyManager<String> store, String name, Executor blocking, LimitParts parts) {
        this.store = store;
        this.name = name;
        this.blocking = blocking;
        this.parts = parts;
        this.logged = new AtomicLong(parts.nanoTime().getAsLong() - TimeUnit.MINUTES.toNanos(1));
    }

    Rates rates(GateSettings settings) {
        return Rates.of(settings, rate -> bucket("requests", rate), rate -> bucket("tokens", rate), parts.nanoTime());
    }

    private RateBucket bucket(String what, long perMinute) {
        // the store keeps the rate that a bucket was made with: another rate is another bucket
        String key = name + '/' + what + '/' + perMinute;
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> RateBucket.smooth(limit, perMinute))
                .build();
        return store.isAsyncModeSupported() ? asynchronous(key, configuration) : blocking(key, configuration);
    }

    private RateBucket asynchronous(String key, BucketConfiguration configuration) {
        AsyncBucketProxy bucket = store.asAsync().builder().build(key, configuration);
        return new RateBucket() {
            @Override
            public CompletableFuture<Long> take() {
                return answer(() -> bucket.tryConsumeAndReturnRemaining(1)).thenApply(SharedRates::nanosToWait);
            }

            @Override
            public void takeAnyway(long amount) {
                answer(() -> bucket.consumeIgnoringRateLimits(amount));
            }

            @Override
            public void giveBack(long amount) {
                answer(() -> bucket.addTokens(amount));
            }
        };
    }

    private RateBucket blocking(String key, BucketConfiguration configuration) {
        Bucket bucket = store.builder().build(key, () -> configuration);
        return new RateBucket() {
            @Override
            public CompletableFuture<Long> take() {
                return answer(() -> run(() -> nanosToWait(bucket.tryConsumeAndReturnRemaining(1))));
            }

            @Override
            public void takeAnyway(long amount) {
                answer(() -> run(() -> bucket.consumeIgnoringRateLimits(amount)));
            }

            @Override
            public void giveBack(long amount) {
                answer(() -> run(() -> {
                    bucket.addTokens(amount);
                    return null;
                }));
            }
        };
    }

    /**
     * Makes a wait a little longer than need be, by chance. All processes are told the same moment, so that else the one that is
     * nearest to the store, or holds it, would take every permit.
     */
    private static long nanosToWait(ConsumptionProbe probe) {
        long nanos = RateBucket.nanosToWait(probe);
        return nanos + ThreadLocalRandom.current().nextLong(Math.min(nanos / 20, LONGEST_SCATTER) + 1);
    }

    private <T> CompletableFuture<T> run(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, blocking);
    }

    /** What the store answers; a failure where it fails or is silent for too long, which is logged now and then. */
    private <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Future<?> late = null;
        try {
            Runnable silence = () -> answer.completeExceptionally(
                    new TimeoutException("The rateLimitStore gave no answer within " + ANSWER_SECONDS + " s"));
            late = parts.timer().schedule(silence, ANSWER_SECONDS, TimeUnit.SECONDS);
            Future<?> silent = late;
            question.get().whenComplete((value, why) -> {
                silent.cancel(false);
                if (why == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(why);
                }
            });
        } catch (Throwable e) {
            if (late == null && e instanceof RejectedExecutionException) {
                // the component is stopping, and those who wait are told so
                return CompletableFuture.failedFuture(e);
            }
            if (late != null) {
                late.cancel(false);
            }
            answer.completeExceptionally(e);
        }
        return answer.whenComplete((value, why) -> {
            if (why != null) {
                log(why);
            }
        });
    }

    private void log(Throwable why) {
        long now = parts.nanoTime().getAsLong();
        long last = logged.get();
        if (now - last >= TimeUnit.MINUTES.toNanos(1) && logged.compareAndSet(last, now)) {
            LOG.warn("The rateLimitStore fails, so calls are refused that it should let through: {}", why.toString());
        }
    }
}
