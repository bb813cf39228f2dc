package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The deadlines of one attempt on one shared timer. Progress only moves a timestamp; the one scheduled task re-arms itself for
 * the nearest deadline that is left, so that a chunk costs no scheduling.
 */
final class Deadlines {
    /** What ran out. */
    enum Limit {
        RESPONSE("response_timeout", "no response within %s (responseTimeout)"),
        FIRST_TOKEN("first_token_timeout", "no content within %s (firstTokenTimeout)"),
        IDLE("idle_timeout", "no byte for %s (idleTimeout)"),
        CONTENT_IDLE("content_idle_timeout", "nothing but keep-alives for %s (contentIdleTimeout)"),
        TOTAL("total_timeout", "not finished within %s (totalTimeout)"),
        CONSUMER("consumer_timeout", "the route read nothing for %s while chunks were waiting (consumerTimeout)");

        final String type;
        private final String text;

        Limit(String type, String text) {
            this.type = type;
            this.text = text;
        }

        String message(Duration after) {
            String length = after.toMillis() % 1000 == 0 ? after.toSeconds() + " s" : after.toMillis() + " ms";
            return String.format(Locale.ROOT, text, length);
        }
    }

    /** Hears at most once, on the timer's thread. */
    interface Alarm {
        void expired(Limit limit, Duration after);

        /** Nothing looks after the deadlines any more: the timer failed. */
        void unwatched(Throwable cause);
    }

    private static final long NONE = Long.MAX_VALUE;

    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final CallSettings settings;
    private final Alarm alarm;
    private final long started;
    private final long totalBy;

    private volatile long headAt = NONE;
    private volatile long byteAt = NONE;
    private volatile long contentAt = NONE;
    private volatile boolean streaming;
    /** Since when chunks lie unread; NONE while none do. */
    private volatile long unreadSince = NONE;

    private volatile boolean stopped;
    private Future<?> scheduled;

    /**
     * @param totalBy nano time at which the whole call ends, {@code Long.MAX_VALUE} for never
     */
    Deadlines(ScheduledExecutorService timer, LongSupplier nanoTime, CallSettings settings, long totalBy, Alarm alarm) {
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.settings = settings;
        this.alarm = alarm;
        this.totalBy = totalBy;
        this.started = nanoTime.getAsLong();
    }

    void start() {
        check();
    }

    void head(boolean stream) {
        long now = nanoTime.getAsLong();
        streaming = stream;
        byteAt = now;
        headAt = now;
    }

    /** Whether it is a stream is known now: its content may tell another thing than its head. */
    void streaming(boolean stream) {
        streaming = stream;
    }

    void bytes() {
        byteAt = nanoTime.getAsLong();
    }

    void content() {
        contentAt = byteAt;
    }

    void unread(boolean some) {
        if (some) {
            if (unreadSince == NONE) {
                unreadSince = nanoTime.getAsLong();
            }
        } else {
            // the server was not asked for more meanwhile, so its silence begins now
            long now = nanoTime.getAsLong();
            byteAt = now;
            if (contentAt != NONE) {
                contentAt = now;
            }
            unreadSince = NONE;
        }
    }

    /** The reader took something, though more is left. */
    void taken() {
        if (unreadSince != NONE) {
            unreadSince = nanoTime.getAsLong();
        }
    }

    void stop() {
        stopped = true;
        synchronized (this) {
            if (scheduled != null) {
                scheduled.cancel(false);
                scheduled = null;
            }
        }
    }

    /** On the timer's thread, which would keep to itself what is thrown. */
    private void recheck() {
        try {
            check();
        } catch (Throwable e) {
            alarm.unwatched(e);
        }
    }

    private void check() {
        if (stopped) {
            return;
        }
        long now = nanoTime.getAsLong();
        long next = Long.MAX_VALUE;
        for (Limit limit : LIMITS) {
            long left = left(limit, now);
            if (left <= 0) {
                stop();
                alarm.expired(limit, duration(limit));
                return;
            }
            next = Math.min(next, left);
        }
        if (next < Long.MAX_VALUE) {
            synchronized (this) {
                if (!stopped) {
                    scheduled = timer.schedule(this::recheck, next, TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    private static final Limit[] LIMITS = Limit.values();

    private Duration duration(Limit limit) {
        return switch (limit) {
            case RESPONSE -> settings.responseTimeout();
            case FIRST_TOKEN -> settings.firstTokenTimeout();
            case IDLE -> settings.idleTimeout();
            case CONTENT_IDLE -> settings.contentIdleTimeout();
            // a message may have brought a deadline that no option knows of
            case TOTAL -> totalBy == NONE ? null : Duration.ofMillis((totalBy - started + 500_000) / 1_000_000);
            case CONSUMER -> settings.consumerTimeout();
        };
    }

    /** Nanoseconds until a limit runs out; for one that does not apply now, until it could at the earliest. */
    private long left(Limit limit, long now) {
        Duration allowed = duration(limit);
        if (allowed == null) {
            return Long.MAX_VALUE;
        }
        if (limit == Limit.TOTAL) {
            return totalBy - now;
        }
        long since = since(limit);
        // where it does not apply yet, look again after its whole length: it cannot run out before
        return since == NONE ? later(limit, allowed.toNanos()) : since + allowed.toNanos() - now;
    }

    private long since(Limit limit) {
        boolean reading = unreadSince == NONE;
        return switch (limit) {
            case RESPONSE -> headAt == NONE ? started : NONE;
            case FIRST_TOKEN -> streaming && contentAt == NONE ? headAt : NONE;
            case IDLE -> reading ? byteAt : NONE;
            case CONTENT_IDLE -> streaming && reading ? contentAt : NONE;
            case CONSUMER -> unreadSince;
            case TOTAL -> NONE;
        };
    }

    private long later(Limit limit, long nanos) {
        boolean over = limit == Limit.RESPONSE && headAt != NONE || limit == Limit.FIRST_TOKEN && contentAt != NONE;
        return over ? Long.MAX_VALUE : nanos;
    }
}
