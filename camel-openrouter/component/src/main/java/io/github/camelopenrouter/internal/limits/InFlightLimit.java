package io.github.camelopenrouter.internal.limits;

import io.github.camelopenrouter.internal.call.Admission.Result;

/**
 * How many attempts may be in flight. An adaptive limit shrinks when the service says that it is overloaded and grows back slowly:
 * additive increase, multiplicative decrease. Not thread-safe; its gate guards it.
 */
final class InFlightLimit {
    private static final double DECREASE = 0.7;

    private final int most;
    private final boolean adaptive;
    private int limit;
    private int successes;
    private long round;

    /**
     * @param most null for no limit
     */
    InFlightLimit(Integer most, boolean adaptive) {
        this.most = most == null ? Integer.MAX_VALUE : most;
        this.adaptive = adaptive;
        this.limit = this.most;
    }

    int limit() {
        return limit;
    }

    /** Counts the decreases: an attempt remembers the round that it was admitted in. */
    long round() {
        return round;
    }

    /**
     * Learns from an attempt that has ended.
     *
     * @param admitted the round in which it was admitted
     */
    void ended(Result result, long admitted) {
        if (!adaptive) {
            return;
        }
        if (result.good()) {
            if (++successes >= limit && limit < most) {
                limit++;
                successes = 0;
            }
            return;
        }
        int status = result.failure().getStatusCode();
        // attempts that were under way at the last decrease only say what led to it
        if ((status == 429 || status == 503 || status == 529) && admitted == round) {
            limit = Math.max(1, (int) (limit * DECREASE));
            successes = 0;
            round++;
        }
    }
}
