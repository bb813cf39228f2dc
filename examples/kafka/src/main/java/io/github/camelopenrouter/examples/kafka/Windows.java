package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.util.List;

/** Counts what happened within any stretch of time of a given length, wherever it begins. */
final class Windows {
    private Windows() {}

    /**
     * The most moments in one window.
     *
     * @param moments in nanoseconds, in order
     */
    static int most(List<Long> moments, Duration length) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < moments.size(); last++) {
            while (moments.get(last) - moments.get(first) >= length.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
