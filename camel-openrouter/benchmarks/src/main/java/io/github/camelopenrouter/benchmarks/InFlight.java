package io.github.camelopenrouter.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.camelopenrouter.benchmarks.measure.Workload;

/** Keeps a number of calls or streams in flight: whatever ends starts the next, on the thread that it ended on. */
final class InFlight implements Workload {

    private static final int PATIENCE_SECONDS = 60;

    private final int width;
    private final int weight;
    private final Consumer<Ended> starter;

    /**
     * @param width how many at a time
     * @param weight how many operations one of them is
     */
    InFlight(int width, int weight, Consumer<Ended> starter) {
        this.width = width;
        this.weight = weight;
        this.starter = starter;
    }

    @Override
    public long workUntil(long nanoTime) throws Exception {
        Round round = new Round(nanoTime, new CountDownLatch(width), new LongAdder(), new AtomicReference<>());
        for (int i = 0; i < width; i++) {
            start(round);
        }
        long patience = nanoTime - System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        if (!round.open.await(patience, TimeUnit.NANOSECONDS)) {
            throw new TimeoutException(round.open.getCount() + " of " + width + " did not end");
        }
        if (round.failure.get() != null) {
            throw new ExecutionException(round.failure.get());
        }
        return round.ended.sum() * weight;
    }

    private record Round(long until, CountDownLatch open, LongAdder ended, AtomicReference<Throwable> failure) {}

    private void start(Round round) {
        starter.accept(failure -> {
            round.ended.increment();
            if (failure != null) {
                round.failure.compareAndSet(null, failure);
            }
            if (round.failure.get() == null && System.nanoTime() - round.until < 0) {
                start(round);
            } else {
                round.open.countDown();
            }
        });
    }
}
