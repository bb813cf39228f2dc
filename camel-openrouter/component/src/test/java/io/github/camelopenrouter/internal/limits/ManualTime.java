package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Monotonic time that stands until the test moves it; tasks that become due run on the thread that moves it. */
final class ManualTime extends ScheduledThreadPoolExecutor {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.at).thenComparingLong(task -> task.number));
    private long now = -5_000_000_000L;
    private long numbers;

    ManualTime() {
        super(0);
    }

    LimitParts parts() {
        return new LimitParts(this, this::nanoTime);
    }

    synchronized long nanoTime() {
        return now;
    }

    /** How many tasks are scheduled and have neither run nor been cancelled. */
    synchronized long scheduled() {
        return tasks.stream().filter(task -> !task.isCancelled()).count();
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Task scheduled = new Task(task, now + unit.toNanos(delay), numbers++);
        tasks.add(scheduled);
        return scheduled;
    }

    void advance(Duration time) {
        long until;
        synchronized (this) {
            until = now + time.toNanos();
        }
        Task due = next(until);
        while (due != null) {
            due.run();
            due = next(until);
        }
    }

    private synchronized Task next(long until) {
        Task first = tasks.peek();
        if (first == null || first.at > until) {
            now = until;
            return null;
        }
        now = Math.max(now, first.at);
        return tasks.poll();
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long at;
        private final long number;

        Task(Runnable task, long at, long number) {
            super(task, null);
            this.at = at;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
