package io.github.camelopenrouter.simulator.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lets so many requests begin within any minute. Thread-safe. */
final class RequestRate {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int most;
    private final Clock clock;
    private final Deque<Instant> begun = new ArrayDeque<>();

    /** @param most zero for any number */
    RequestRate(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts a request, or refuses it without counting it. */
    synchronized void begin() {
        if (most == 0) {
            return;
        }
        Instant now = clock.instant();
        while (!begun.isEmpty() && !begun.peek().plus(WINDOW).isAfter(now)) {
            begun.remove();
        }
        if (begun.size() >= most) {
            throw Refusals.requestsPerMinute(most, begun.peek().plus(WINDOW));
        }
        begun.add(now);
    }

    synchronized void clear() {
        begun.clear();
    }
}
