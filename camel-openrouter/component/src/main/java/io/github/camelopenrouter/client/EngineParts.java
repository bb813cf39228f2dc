package io.github.camelopenrouter.client;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time, chance and threads of the engine, injected so that tests can hold them. None is closed by the engine.
 *
 * @param worker where calls end: routes go on there, never on an I/O thread
 * @param timer one thread for all deadlines and waits; tasks on it are short
 * @param clock wall clock, for dates that the service names
 * @param nanoTime monotonic time, for everything that is measured here
 * @param chance from 0 to 1, for jitter
 */
public record EngineParts(
        Executor worker, ScheduledExecutorService timer, Clock clock, LongSupplier nanoTime, DoubleSupplier chance) {

    ErrorReader errors() {
        return new ErrorReader(clock);
    }

    /** Runs a task on the worker pool; where that has been shut down, here: an end must not be lost. */
    void work(Runnable task) {
        run(worker, task);
    }

    static void run(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
