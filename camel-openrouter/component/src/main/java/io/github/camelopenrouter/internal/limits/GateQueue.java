package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.CallFacts;

/** Who waits at a gate, first come first, how long they may, and how many came and went. Not thread-safe; its gate guards it. */
final class GateQueue {
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
    private final long timeoutNanos;
    private long admitted;
    private long refused;
    private long longestWait;

    /** Somebody in the queue; equal to nobody else. Completed by the gate, which does not hold its lock then. */
    static final class Waiter extends CompletableFuture<Permit> {
        final CallFacts facts;
        private final long since;

        Waiter(CallFacts facts, long since) {
            this.facts = facts;
            this.since = since;
        }
    }

    /**
     * @param timeout the longest that anybody waits; null for no end
     */
    GateQueue(Duration timeout) {
        this.timeoutNanos = timeout == null ? Long.MAX_VALUE : timeout.toNanos();
    }

    void join(Waiter waiter) {
        waiters.add(waiter);
    }

    /** Counts one that was not let into the queue. */
    void turnedAway() {
        refused++;
    }

    /** Takes out a waiter that is admitted; false where it waits no more. */
    boolean admit(Waiter waiter, long now) {
        boolean waited = takeOut(waiter, now);
        if (waited) {
            admitted++;
        }
        return waited;
    }

    /** Takes out a waiter that is refused; false where it waits no more. */
    boolean refuse(Waiter waiter, long now) {
        boolean waited = takeOut(waiter, now);
        if (waited) {
            refused++;
        }
        return waited;
    }

    private boolean takeOut(Waiter waiter, long now) {
        boolean waited = waiters.remove(waiter);
        if (waited) {
            longestWait = Math.max(longestWait, now - waiter.since);
        }
        return waited;
    }

    /** Takes out a waiter that gave up, which is not counted; false where it waits no more. */
    boolean leave(Waiter waiter) {
        return waiters.remove(waiter);
    }

    /** Whose turn it is; null where nobody waits. */
    Waiter head() {
        return waiters.isEmpty() ? null : waiters.iterator().next();
    }

    int size() {
        return waiters.size();
    }

    /** A list of its own, which stays the same while they are taken out. */
    List<Waiter> all() {
        return new ArrayList<>(waiters);
    }

    /** Those who came last; a list of its own. */
    List<Waiter> newest(int count) {
        if (count <= 0) {
            return List.of();
        }
        List<Waiter> all = all();
        return all.subList(all.size() - count, all.size());
    }

    /**
     * How long it takes until somebody has waited too long, in nanoseconds: the head is the first, because all may wait equally long.
     *
     * @return {@link Long#MAX_VALUE} where nobody ever will have; negative where somebody has
     */
    long untilTooLate(long now) {
        Waiter head = head();
        return head == null || timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : left(head, now);
    }

    /** Those who have waited too long; a list of its own. */
    List<Waiter> late(long now) {
        List<Waiter> late = new ArrayList<>();
        for (Waiter waiter : waiters) {
            if (left(waiter, now) > 0) {
                break;
            }
            late.add(waiter);
        }
        return late;
    }

    private long left(Waiter waiter, long now) {
        return waiter.since + timeoutNanos - now;
    }

    long admitted() {
        return admitted;
    }

    /** Those who were turned away count, those who gave up do not. */
    long refused() {
        return refused;
    }

    /** The longest that anybody has waited, in nanoseconds; whoever gave up does not count. */
    long longestWait() {
        return longestWait;
    }
}
