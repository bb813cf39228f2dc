package io.github.camelopenrouter.routepolicy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.support.Causes;

/**
 * Asks about one {@link AccountRefusal} again and again until its reason is gone. Thread-safe; whoever made it closes it, and the timer
 * is not its own.
 */
final class RefusalWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRouterRoutePolicy.class);
    private static final double JITTER = 0.2;

    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Supplier<AccountProbe> account;
    private final Consumer<String> gone;

    private Duration interval;
    private AccountRefusal refusal;
    private String found;
    private Instant nextProbe;
    private Future<?> planned;
    private AccountProbe asked;
    private long probes;

    /**
     * @param account what to ask, looked up for each probe
     * @param gone hears what was found once the reason is gone; on a thread of the component, where it must not block
     */
    RefusalWatch(ScheduledExecutorService timer, Clock clock, Supplier<AccountProbe> account, Consumer<String> gone) {
        this.timer = timer;
        this.clock = clock;
        this.account = account;
        this.gone = gone;
    }

    /** Begins, unless another refusal is being watched. */
    synchronized void begin(AccountRefusal why, Duration every) {
        if (refusal == null) {
            refusal = why;
            interval = every;
            plan();
        }
    }

    /** Ends without a result; answers what was watched, or null. */
    synchronized AccountRefusal end() {
        AccountRefusal watched = refusal;
        refusal = null;
        found = null;
        nextProbe = null;
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
        if (asked != null) {
            asked.cancel();
            asked = null;
        }
        return watched;
    }

    private void plan() {
        double jitter = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
        long millis = Math.round(interval.toMillis() * jitter);
        AccountRefusal why = refusal;
        try {
            planned = timer.schedule(() -> ask(why), millis, TimeUnit.MILLISECONDS);
            nextProbe = clock.instant().plusMillis(millis);
        } catch (Throwable e) {
            // the context is stopping: there is nothing to resume any more
            nextProbe = null;
        }
    }

    private void ask(AccountRefusal why) {
        CompletableFuture<AccountProbe.Finding> finding;
        synchronized (this) {
            if (refusal != why) {
                return;
            }
            nextProbe = null;
            probes++;
            try {
                asked = account.get();
                finding = asked.ask(why);
            } catch (Throwable e) {
                finding = CompletableFuture.failedFuture(e);
            }
        }
        finding.thenAccept(found -> answered(why, found)).exceptionally(failure -> {
            failed(why, failure);
            return null;
        });
    }

    /** A probe that throws has found nothing, and the next one may have better luck. */
    private synchronized void failed(AccountRefusal why, Throwable failure) {
        if (refusal == why) {
            asked = null;
            Throwable cause = Causes.of(failure);
            if (!(cause instanceof IllegalArgumentException)) {
                LOG.error("A probe failed, another one follows", cause);
            }
            closed(
                    cause instanceof IllegalArgumentException
                            ? cause.getMessage()
                            : cause.getClass().getSimpleName());
        }
    }

    private void answered(AccountRefusal why, AccountProbe.Finding finding) {
        synchronized (this) {
            if (refusal != why) {
                return;
            }
            asked = null;
            if (!finding.open()) {
                closed(finding.words());
                return;
            }
        }
        try {
            gone.accept(finding.words());
        } catch (Throwable e) {
            LOG.error("What watches an account could not tell that it is open again; it goes on", e);
            synchronized (this) {
                if (refusal == why) {
                    plan();
                }
            }
        }
    }

    private void closed(String words) {
        if (found == null) {
            LOG.info("Consumers stay suspended, {}: {}", refusal.reason(), words);
        } else {
            LOG.debug("Consumers stay suspended, {}: {}", refusal.reason(), words);
        }
        found = words;
        plan();
    }

    @Override
    public void close() {
        end();
    }

    /** Why, and what the last probe found; null where nothing is watched. */
    synchronized String reason() {
        return refusal == null ? null : refusal.reason() + (found == null ? "" : "; " + found);
    }

    synchronized Instant since() {
        return refusal == null ? null : refusal.since();
    }

    synchronized Instant nextProbe() {
        return nextProbe;
    }

    synchronized long probes() {
        return probes;
    }
}
