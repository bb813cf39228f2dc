package io.github.camelopenrouter.internal.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Time that passes at once: a task that is scheduled runs immediately, after the monotonic clock was moved by its delay. Records
 * the delays. The wall clock stands, and may be set.
 */
final class VirtualTime extends ScheduledThreadPoolExecutor {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final List<Duration> delays = new ArrayList<>();
    private long nanos = 1_000_000_000L;
    private volatile double chance = 0.5;
    private volatile Runnable meanwhile = () -> {};

    VirtualTime() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        pass(unit.toNanos(delay));
        return super.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        pass(unit.toNanos(delay));
        return super.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    private void pass(long delay) {
        synchronized (this) {
            delays.add(Duration.ofNanos(delay));
            nanos += delay;
        }
        meanwhile.run();
    }

    /** What happens in the world during each delay. */
    void meanwhile(Runnable event) {
        meanwhile = event;
    }

    synchronized List<Duration> delays() {
        return List.copyOf(delays);
    }

    synchronized long nanoTime() {
        return nanos;
    }

    double chance() {
        return chance;
    }

    void chance(double next) {
        chance = next;
    }

    void wall(Instant now) {
        wall.set(now);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return wall.get();
            }
        };
    }
}
