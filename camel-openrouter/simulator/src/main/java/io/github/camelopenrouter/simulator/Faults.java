package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What goes wrong, and how often: {@link OpenRouterSimulatorBuilder#faults}.
 *
 * <p>Chance decides for each realistic answer to a chat, by the seed and the number of the request: the same seed and
 * the same order of requests give the same faults. Scripted answers have none. Every method returns new faults and
 * leaves these as they were.
 */
public final class Faults {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final double ROUNDING = 1e-9;
    private static final int[] STATUSES = {500, 502, 503, 529};

    private final long seed;
    private final Map<Fault, Double> shares;
    private final Duration retryAfter;
    private final Duration longestPause;
    private final boolean everyByte;

    private Faults(
            long seed, Map<Fault, Double> shares, Duration retryAfter, Duration longestPause, boolean everyByte) {
        this.seed = seed;
        this.shares = Collections.unmodifiableMap(shares);
        this.retryAfter = retryAfter;
        this.longestPause = longestPause;
        this.everyByte = everyByte;
    }

    /** No fault yet; those that are added depend on this number. */
    public static Faults seeded(long seed) {
        return new Faults(seed, new EnumMap<>(Fault.class), RETRY_AFTER, PAUSE, false);
    }

    /**
     * Lets that share of the requests have this fault.
     *
     * @param share from 0 to 1
     * @throws IllegalArgumentException if all shares together are more than 1, or this one is negative
     */
    public Faults share(Fault fault, double share) {
        Map<Fault, Double> more = new EnumMap<>(Fault.class);
        more.putAll(shares);
        more.put(fault, share);
        double sum = more.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!(share >= 0) || sum > 1 + ROUNDING) {
            throw new IllegalArgumentException(
                    "a share of " + share + " for " + fault + " is negative or makes more than 1 of all: " + more);
        }
        return new Faults(seed, more, retryAfter, longestPause, everyByte);
    }

    /** Lets that share of the requests have a fault, every kind as often as the others. */
    public Faults evenly(double share) {
        Faults even = new Faults(seed, new EnumMap<>(Fault.class), retryAfter, longestPause, everyByte);
        for (Fault fault : Fault.values()) {
            even = even.share(fault, share / Fault.values().length);
        }
        return even;
    }

    /** What {@code Retry-After} says, in seconds, rounded up; one second by default. */
    public Faults retryAfter(Duration time) {
        return new Faults(seed, shares, time, longestPause, everyByte);
    }

    /** How long {@link Fault#STALL} and {@link Fault#SLOW} take at most; two seconds by default, half of it at least. */
    public Faults pause(Duration longest) {
        return new Faults(seed, shares, retryAfter, longest, everyByte);
    }

    /**
     * Lets {@link Fault#TRUNCATED} and {@link Fault#RESET_IN_ANSWER} cut where the number of the request says and not
     * where chance does: the first one before the first byte of its answer, the second one after it, and so on, from the
     * start again behind the last byte. With a share of 1 and as many equal requests as the answer has bytes, each byte
     * is hit.
     */
    public Faults atEveryByte() {
        return new Faults(seed, shares, retryAfter, longestPause, true);
    }

    /** What happens to the request with that number. */
    Disturbance of(long number) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
        double drawn = random.nextDouble();
        double where = random.nextDouble();
        int status = STATUSES[random.nextInt(STATUSES.length)];
        long millis = Math.round(longestPause.toMillis() * (1 + random.nextDouble()) / 2);
        for (Map.Entry<Fault, Double> entry : shares.entrySet()) {
            drawn -= entry.getValue();
            if (drawn < 0) {
                return new Disturbance(
                        entry.getKey(), where, everyByte ? number : -1, status, retryAfter, Duration.ofMillis(millis));
            }
        }
        return Disturbance.NONE;
    }
}
