package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.limits.GateQueue.Waiter;

/**
 * One queue, first come first served. An attempt leaves it when there is a place in flight and the rates allow it. An attempt that
 * waits holds no thread. Thread-safe.
 */
public final class Gate implements Admission, AutoCloseable {
    private final GateSettings settings;
    private final LimitParts parts;
    private final Rates rates;
    private final InFlightLimit limit;

    // all below is guarded by this
    private final GateQueue queue;
    private int inFlight;
    private boolean pumping;
    private Waiter asked;
    private boolean closed;
    /** Whether no timer could be had that would wake those who wait. */
    private boolean stranded;

    private boolean rateWaits;
    private long rateWaitsUntil;
    private Future<?> rateTimer;
    private Future<?> queueTimer;

    private Gate(GateSettings settings, Rates rates, LimitParts parts) {
        this.settings = settings;
        this.parts = parts;
        this.rates = rates;
        this.limit = new InFlightLimit(settings.maxInFlight(), settings.adaptive());
        this.queue = new GateQueue(settings.queueTimeout());
    }

    /** A gate whose rates, if it has any, are those of this process. */
    public static Gate local(GateSettings settings, LimitParts parts) {
        return new Gate(settings, Rates.local(settings, parts.nanoTime()), parts);
    }

    static Gate with(GateSettings settings, Rates rates, LimitParts parts) {
        return new Gate(settings, rates, parts);
    }

    /** A gate whose rates are kept in a store that other processes share; places in flight stay those of this process. */
    public static Gate shared(GateSettings settings, SharedRates store, LimitParts parts) {
        return new Gate(settings, store.rates(settings), parts);
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        Waiter waiter = new Waiter(facts, now());
        NotAdmittedException refusal = null;
        synchronized (this) {
            if (closed) {
                refusal = LimitRefusals.stopping();
            } else if (queue.size() >= settings.maxQueued() + free()) {
                refusal = LimitRefusals.queueFull(settings.maxQueued());
            } else {
                queue.join(waiter);
            }
            if (refusal != null) {
                queue.turnedAway();
            }
        }
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        waiter.whenComplete((permit, why) -> {
            if (waiter.isCancelled()) {
                leave(waiter);
            }
        });
        pump();
        return waiter;
    }

    /** How many could go at once, as far as is known without asking the rates. */
    private long free() {
        boolean waits = rateWaits && rateWaitsUntil - now() > 0;
        // the attempt that the rates are being asked about stands in the queue and holds a place in flight
        return waits ? 0 : Math.max(0L, limit.limit() - inFlight) + (asked == null ? 0 : 1);
    }

    private void leave(Waiter waiter) {
        boolean left;
        synchronized (this) {
            left = queue.leave(waiter);
        }
        if (left) {
            pump();
        }
    }

    /**
     * Lets every attempt go that may. One thread at a time does so, in a loop until no attempt is left that may go: a release that
     * follows from a grant is served by the loop that granted, not by a deeper call.
     */
    private void pump() {
        synchronized (this) {
            if (pumping) {
                return;
            }
            pumping = true;
        }
        run();
    }

    private void run() {
        while (true) {
            Waiter head;
            synchronized (this) {
                head = next();
                if (head == null) {
                    pumping = false;
                    watchQueue();
                } else {
                    asked = head;
                    inFlight++;
                }
            }
            if (head == null) {
                refuseIfClosed();
                return;
            }
            CompletableFuture<Long> take = take(head);
            if (!take.isDone()) {
                synchronized (this) {
                    watchQueue();
                }
                take.whenComplete((wait, why) -> {
                    decided(head, wait, why);
                    run();
                });
                refuseIfClosed();
                return;
            }
            take.whenComplete((wait, why) -> decided(head, wait, why));
        }
    }

    private CompletableFuture<Long> take(Waiter head) {
        try {
            return rates.take(head.facts);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whatever goes wrong, the place is free again and the next one is asked about. */
    private void decided(Waiter head, Long wait, Throwable why) {
        try {
            answered(head, wait, why);
        } catch (Throwable e) {
            notAsked(head);
            refuse(List.of(head), LimitRefusals.store(e));
        }
    }

    private synchronized void notAsked(Waiter head) {
        if (asked == head) {
            asked = null;
            inFlight--;
        }
    }

    /** The head of the queue, if it may ask the rates now; null where it has to wait or nobody does. */
    private Waiter next() {
        if (closed || queue.size() == 0 || inFlight >= limit.limit()) {
            return null;
        }
        if (rateWaits) {
            long left = rateWaitsUntil - now();
            if (left > 0) {
                if (rateTimer == null) {
                    rateTimer = schedule(this::rateMayAllow, left);
                }
                return null;
            }
            rateWaits = false;
        }
        return queue.head();
    }

    private void rateMayAllow() {
        synchronized (this) {
            rateTimer = null;
        }
        pump();
    }

    /** What the rates said: 0 for go, else how many nanoseconds to wait. */
    private void answered(Waiter head, Long wait, Throwable why) {
        if (why != null) {
            notAsked(head);
            refuse(List.of(head), LimitRefusals.store(why));
        } else if (wait > 0) {
            List<Waiter> tooMany;
            synchronized (this) {
                asked = null;
                inFlight--;
                rateWaits = true;
                rateWaitsUntil = now() + wait;
                tooMany = queue.newest(queue.size() - settings.maxQueued());
            }
            // they came in when it was not known yet that they would have to wait
            refuse(tooMany, LimitRefusals.queueFull(settings.maxQueued()));
        } else {
            grant(head);
        }
    }

    private void grant(Waiter head) {
        Given permit;
        synchronized (this) {
            asked = null;
            long now = now();
            permit = new Given(head.facts, limit.round(), now);
            if (!queue.admit(head, now)) {
                // it gave up while the rates were asked
                permit.over.set(true);
                inFlight--;
            }
        }
        if (permit.over.get()) {
            rates.giveBack(head.facts, permit.since);
        } else if (!head.complete(permit)) {
            permit.unused();
        }
    }

    private void refuse(List<Waiter> waiters, NotAdmittedException why) {
        for (Waiter waiter : waiters) {
            boolean waited;
            synchronized (this) {
                waited = queue.refuse(waiter, now());
            }
            if (waited) {
                waiter.completeExceptionally(why);
            }
        }
    }

    /** One timer is enough for any number, because the head is the first whose time is up. */
    private void watchQueue() {
        if (queueTimer != null) {
            return;
        }
        long left = queue.untilTooLate(now());
        if (left != Long.MAX_VALUE) {
            queueTimer = schedule(this::expire, Math.max(0, left));
        }
    }

    private void expire() {
        List<Waiter> late;
        synchronized (this) {
            queueTimer = null;
            late = queue.late(now());
        }
        refuse(late, LimitRefusals.queueTimeout(settings.queueTimeout()));
        synchronized (this) {
            watchQueue();
        }
        refuseIfClosed();
    }

    private long now() {
        return parts.nanoTime().getAsLong();
    }

    private Future<?> schedule(Runnable task, long nanos) {
        try {
            return parts.timer().schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the component is stopping: nobody would ever wake those who wait
            closed = true;
            return null;
        } catch (Throwable e) {
            // nothing would wake those who wait now; for those who come later there may be a timer again
            stranded = true;
            return null;
        }
    }

    private void refuseIfClosed() {
        List<Waiter> all;
        synchronized (this) {
            if (!closed && !stranded) {
                return;
            }
            all = queue.all();
            stranded = false;
        }
        refuse(all, LimitRefusals.stopping());
    }

    /** Refuses all who wait and all who come; attempts in flight go on. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (rateTimer != null) {
                rateTimer.cancel(false);
            }
            if (queueTimer != null) {
                queueTimer.cancel(false);
            }
        }
        refuseIfClosed();
    }

    /** Whether the head of the queue waits for a rate and nothing is being asked. */
    synchronized boolean waitsForRate() {
        return rateTimer != null && !pumping;
    }

    /** Attempts that were let go and have not ended. */
    public synchronized int inFlight() {
        return inFlight;
    }

    /** Attempts that wait. */
    public synchronized int queued() {
        return queue.size();
    }

    /** How many may be in flight now; {@link Integer#MAX_VALUE} without a limit. */
    public synchronized int limit() {
        return limit.limit();
    }

    /** Attempts that were let go since the start. */
    public synchronized long admitted() {
        return queue.admitted();
    }

    /** Attempts that were refused since the start; those that gave up themselves are not counted. */
    public synchronized long refused() {
        return queue.refused();
    }

    /** The longest that any attempt has waited since the start. */
    public synchronized Duration longestWait() {
        return Duration.ofNanos(queue.longestWait());
    }

    private final class Given implements Permit {
        private final CallFacts facts;
        private final long round;
        private final long since;
        private final AtomicBoolean over = new AtomicBoolean();

        Given(CallFacts facts, long round, long since) {
            this.facts = facts;
            this.round = round;
            this.since = since;
        }

        @Override
        public void ended(Result result) {
            if (over.compareAndSet(false, true)) {
                try {
                    rates.ended(facts, result, since);
                } finally {
                    synchronized (Gate.this) {
                        inFlight--;
                        limit.ended(result, round);
                    }
                    pump();
                }
            }
        }

        /** The caller gave up before it got this permit. */
        private void unused() {
            if (over.compareAndSet(false, true)) {
                synchronized (Gate.this) {
                    inFlight--;
                }
                rates.giveBack(facts, since);
            }
        }
    }
}
