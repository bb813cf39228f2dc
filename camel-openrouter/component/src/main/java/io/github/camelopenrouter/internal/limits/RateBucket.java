package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderBuildStage;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderCapacityStage;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/** How much of a rate is there now. May owe a debt. Thread-safe, and never blocks. */
interface RateBucket {
    /** One in a nanosecond. A higher rate cannot be counted, and is as good as no limit. */
    long FASTEST = Duration.ofMinutes(1).toNanos();

    /** Takes one where there is one: 0 for taken, else how many nanoseconds to wait. */
    CompletableFuture<Long> take();

    /** Takes so many, at least one, even where that leaves a debt. Never throws. */
    void takeAnyway(long amount);

    /** Returns so many, at least one; what the bucket has no room for is gone. Never throws. */
    void giveBack(long amount);

    /**
     * A rate that is smooth: what has not been used is not saved up for more than a tenth of a second, so that no minute sees much
     * more than the rate, wherever it begins.
     */
    static BandwidthBuilderBuildStage smooth(BandwidthBuilderCapacityStage limit, long perMinute) {
        return limit.capacity(capacity(perMinute)).refillGreedy(Math.min(perMinute, FASTEST), Duration.ofMinutes(1));
    }

    /** How much can be there at most. */
    static long capacity(long perMinute) {
        return Math.max(1, Math.min(perMinute, FASTEST) / 600);
    }

    static long nanosToWait(ConsumptionProbe probe) {
        return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }

    /** A bucket of this process. */
    static RateBucket local(long perMinute, LongSupplier nanoTime) {
        Bucket bucket = Bucket.builder()
                .addLimit(limit -> smooth(limit, perMinute))
                .withCustomTimePrecision(new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return nanoTime.getAsLong();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                })
                .build();
        return new RateBucket() {
            @Override
            public CompletableFuture<Long> take() {
                return CompletableFuture.completedFuture(nanosToWait(bucket.tryConsumeAndReturnRemaining(1)));
            }

            @Override
            public void takeAnyway(long amount) {
                bucket.consumeIgnoringRateLimits(amount);
            }

            @Override
            public void giveBack(long amount) {
                bucket.addTokens(amount);
            }
        };
    }
}
