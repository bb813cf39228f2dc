package io.github.camelopenrouter.internal.call;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.github.camelopenrouter.internal.wire.ErrorReader;
import io.github.camelopenrouter.internal.wire.Secrets;

/**
 * Time, chance and threads of the engine, injected so that tests can hold them. None is closed by the engine.
 *
 * @param settling where calls are judged and ended: no code of a route or a reader ever runs there, so that whatever they do never
 *     holds up the end of a call
 * @param routes where routes and subscribers go on, which may hold its threads as long as they like
 * @param timer one thread for all deadlines and waits; tasks on it are short
 * @param clock wall clock, for dates that the service names
 * @param nanoTime monotonic time, for everything that is measured here
 * @param chance from 0 to 1, for jitter
 */
public record Clockwork(
        Executor settling,
        Executor routes,
        ScheduledExecutorService timer,
        Clock clock,
        LongSupplier nanoTime,
        DoubleSupplier chance) {

    ErrorReader errors(Secrets secrets) {
        return new ErrorReader(clock, secrets);
    }

    /** Settles something; where the threads for that have ended, here: an end must not be lost. */
    public void settle(Runnable task) {
        Once once = new Once(task);
        try {
            settling.execute(once);
        } catch (RuntimeException | Error e) {
            // refused, or no thread could be made for it, which may have been queued all the same
            once.run();
        }
    }

    /** Runs at most once. */
    private static final class Once extends AtomicBoolean implements Runnable {
        private static final long serialVersionUID = 1L;

        private final transient Runnable task;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (compareAndSet(false, true)) {
                task.run();
            }
        }
    }
}
