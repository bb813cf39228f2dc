package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time only passes when the test says so; tasks then run on the test's thread. */
final class Pauses extends ScheduledThreadPoolExecutor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Duration> lengths = new ArrayList<>();

    Pauses() {
        super(0);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (isShutdown()) {
            throw new RejectedExecutionException();
        }
        lengths.add(Duration.ofNanos(unit.toNanos(delay)));
        tasks.add(task);
        return null;
    }

    Future<?> later(Runnable task, Duration pause) {
        return schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends all pauses that there are; those that begin meanwhile go on. */
    boolean pass() {
        List<Runnable> due;
        synchronized (this) {
            due = new ArrayList<>(tasks);
            tasks.clear();
        }
        due.forEach(Runnable::run);
        return !due.isEmpty();
    }

    synchronized List<Duration> lengths() {
        return List.copyOf(lengths);
    }

    Duration together() {
        return lengths().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
