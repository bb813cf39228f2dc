package io.github.camelopenrouter.integration.fuzz;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long calls took from the last byte of their answer to their end, the slowest for their size. What happened to meet a collection of
 * the heap, or another process, is fast when it is asked again: the best of all times counts. Thread-safe.
 */
final class Slowest {
    private static final int MOST = 20;
    /** What a call may take whatever its answer, on a busy machine. */
    private static final long FIXED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** 5 MB a second. */
    private static final long NANOS_PER_BYTE = 200;

    private record Timed(Case call, long nanos, int bytes) {
        double excess() {
            return (double) nanos / allowed(bytes);
        }
    }

    private final Map<Long, Timed> timed = new HashMap<>();
    private long longest;

    private static long allowed(int bytes) {
        return FIXED_NANOS + NANOS_PER_BYTE * bytes;
    }

    synchronized void ended(Case call, long nanos, int bytes) {
        longest = Math.max(longest, nanos);
        Timed before = timed.get(call.number());
        timed.put(call.number(), before != null && before.nanos < nanos ? before : new Timed(call, nanos, bytes));
        if (timed.size() > MOST) {
            timed.values()
                    .remove(timed.values().stream()
                            .min(Comparator.comparingDouble(Timed::excess))
                            .orElseThrow());
        }
    }

    /** Those that were slower than they may be: worth another try. */
    synchronized List<Case> suspects() {
        List<Case> suspects = new ArrayList<>();
        for (Timed each : timed.values()) {
            if (each.excess() > 0.5) {
                suspects.add(each.call);
            }
        }
        return suspects;
    }

    /** Those that are slower than linear, after all tries. */
    synchronized List<String> faults() {
        return timed.values().stream()
                .filter(each -> each.excess() > 1)
                .map(each -> "case " + each.call.number() + " took " + TimeUnit.NANOSECONDS.toMillis(each.nanos)
                        + " ms for " + each.bytes + " bytes")
                .toList();
    }

    @Override
    public synchronized String toString() {
        Timed worst = timed.values().stream()
                .max(Comparator.comparingDouble(Timed::excess))
                .orElse(null);
        return worst == null
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.1f ms for the %,d bytes of case %d, by itself; %.1f ms among others",
                        worst.nanos / 1e6,
                        worst.bytes,
                        worst.call.number(),
                        longest / 1e6);
    }
}
