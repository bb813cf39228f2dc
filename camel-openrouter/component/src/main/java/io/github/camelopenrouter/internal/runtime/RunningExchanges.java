package io.github.camelopenrouter.internal.runtime;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;

/**
 * All exchanges of a started component that have not ended, or whose calls have not. Whatever stops finds here what it has to end; an
 * endpoint or a producer that a cache has no more room for ends nothing. Thread-safe.
 */
public final class RunningExchanges {
    private static final Logger LOG = LoggerFactory.getLogger(RunningExchanges.class);
    /** How long the call of an interrupted caller may go on. */
    private static final long INTERRUPTION_MILLIS = 250;

    private final ScheduledExecutorService timer;
    private final Set<RunningExchange> all = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean stopped;

    public RunningExchanges(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** False where the component is stopping: nothing may begin. */
    public boolean add(RunningExchange running) {
        all.add(running);
        if (stopped) {
            all.remove(running);
            return false;
        }
        watch();
        return true;
    }

    public void remove(RunningExchange running) {
        all.remove(running);
        if (stopped) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    int size() {
        return all.size();
    }

    /** Tasks on the timer that belong to no exchange. */
    int timers() {
        return watching.get() ? 1 : 0;
    }

    /** This route is about to stop: what waits to be sent fails now, what has been sent goes on to its end. */
    void drain(String route) {
        for (RunningExchange running : all) {
            if (running.isOf(route)) {
                running.drain();
            }
        }
    }

    /** This route stops, and Camel has waited in vain for what has been sent. */
    void cut(String route) {
        for (RunningExchange running : all) {
            if (running.isOf(route)) {
                running.cancel("stopped", "the route was stopped while the call was running");
            }
        }
    }

    /**
     * Ends all: the component stops. Waits until they have been told, for so long at most; whoever has not been told by then is
     * told here.
     */
    void stop(Duration patience) {
        stopped = true;
        for (RunningExchange running : all) {
            running.cancel("stopped", "the component was stopped while the call was running");
        }
        await(patience);
        for (RunningExchange running : all) {
            LOG.warn("A call did not end with its component; its exchange ends without it");
            running.fail(new TransportException(
                    ErrorDetails.of("OpenRouter: the component was stopped while the call was running", Outcome.UNKNOWN)
                            .withErrorType("stopped"),
                    null));
        }
        all.clear();
    }

    private synchronized void await(Duration patience) {
        long by = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toMillis(); !all.isEmpty() && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(by - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // whoever stops the component is in a hurry: what has not ended is told below
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A thread that waits for an exchange and is interrupted goes on without telling anybody but the exchange. While calls are
     * running, one task looks for that now and then: nothing is added to the way of a call itself.
     */
    private void watch() {
        if (!watching.get() && !all.isEmpty() && watching.compareAndSet(false, true)) {
            try {
                timer.schedule(this::look, INTERRUPTION_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RuntimeException | Error e) {
                // the component is stopping, or the next call tries it again
                watching.set(false);
            }
        }
    }

    private void look() {
        watching.set(false);
        for (RunningExchange running : all) {
            if (running.abandoned()) {
                running.cancel("interrupted", "the thread that waited for the answer was interrupted");
            }
        }
        watch();
    }
}
