package io.github.camelopenrouter.benchmarks.measure;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Times from the server's write to the user's code. The text of a chunk is the server's {@link System#nanoTime()}; on
 * Linux that is the machine's monotonic clock, the same for all processes.
 */
public final class Lags {

    private final long[] nanos;
    private final AtomicInteger count = new AtomicInteger();
    private final long since;

    /**
     * @param capacity how many are kept
     * @param since the nanoTime before which chunks do not count: the warm-up
     */
    public Lags(int capacity, long since) {
        nanos = new long[capacity];
        this.since = since;
    }

    /** A chunk has arrived. */
    public void arrived(String text) {
        long now = System.nanoTime();
        if (text == null || text.isEmpty() || now < since) {
            return;
        }
        int index = count.getAndIncrement();
        if (index < nanos.length) {
            nanos[index] = now - Long.parseLong(text, 0, text.length() - 1, 10);
        }
    }

    public int count() {
        return Math.min(count.get(), nanos.length);
    }

    /** Milliseconds that the given share of the chunks, 0 to 1, did not exceed. */
    public double millis(double share) {
        long[] sorted = Arrays.copyOf(nanos, count());
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
    }
}
