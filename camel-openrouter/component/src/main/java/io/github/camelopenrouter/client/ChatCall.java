package io.github.camelopenrouter.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * One call with all its attempts. Attempts follow each other, never side by side; none follows once content has been handed
 * on. Thread-safe; ends exactly once.
 */
public final class ChatCall implements Attempt.Owner {
    private static final int MAX_STALE = 2;

    private final CallListener listener;
    private final Transport transport;
    private final Transport.Request request;
    private final CallSettings settings;
    private final EngineParts parts;
    private final Backoff backoff;
    private final boolean emitting;
    private final long totalBy;

    private Attempt current;
    private Future<?> waiting;
    private int retries;
    private int stale;
    private boolean content;
    private boolean over;
    private String cancelType;

    /**
     * @param emitting whether content reaches the route before the end, so that nothing may be sent again after it
     * @param deadline at which the call ends at the latest, from now; null for none
     */
    ChatCall(
            CallListener listener,
            Transport transport,
            Transport.Request request,
            CallSettings settings,
            EngineParts parts,
            boolean emitting,
            Duration deadline) {
        this.listener = listener;
        this.transport = transport;
        this.request = request;
        this.settings = settings;
        this.parts = parts;
        this.backoff = new Backoff(parts.chance());
        this.emitting = emitting;
        this.totalBy = deadline == null ? Long.MAX_VALUE : parts.nanoTime().getAsLong() + deadline.toNanos();
    }

    void start() {
        Attempt attempt;
        boolean again;
        synchronized (this) {
            if (over || cancelType != null) {
                return;
            }
            waiting = null;
            again = current != null;
            attempt = new Attempt(listener, this, settings, parts, totalBy);
            current = attempt;
        }
        if (again) {
            listener.again();
        }
        attempt.start(transport, request);
    }

    /**
     * Ends the call and cuts its connection at once. The listener hears a failure of this type, unless it has heard the end.
     *
     * @param type the failure's error type, such as {@code cancelled}
     */
    public void cancel(String type, String why) {
        Attempt running;
        boolean waited;
        synchronized (this) {
            if (over || cancelType != null) {
                return;
            }
            cancelType = type;
            waited = waiting != null && waiting.cancel(false);
            running = current;
        }
        if (waited) {
            parts.work(() -> end(new TransportException(ErrorDetails.notSent("OpenRouter: " + why, type), null)));
        } else if (running != null) {
            running.abort(type, why);
        }
    }

    @Override
    public void firstContent(String generationId) {
        synchronized (this) {
            content = true;
        }
        listener.content(generationId);
    }

    @Override
    public void succeeded(ChatResponse response) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        listener.completed(response);
    }

    @Override
    public void failed(OpenRouterException failure) {
        Duration wait;
        synchronized (this) {
            wait = over || cancelType != null ? null : waitBeforeNext(failure);
            if (wait != null && again(wait)) {
                return;
            }
        }
        // what the route has seen cannot be taken back: sending again would repeat it
        boolean repeats = emitting && content && failure.isRetryable();
        end(repeats ? failure.with(failure.details().withRetry(Retry.NEVER)) : failure);
    }

    private boolean again(Duration wait) {
        try {
            waiting = parts.timer().schedule(() -> parts.work(this::start), wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            // the context is stopping: the failure at hand is the end
            return false;
        }
    }

    private void end(OpenRouterException failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        listener.failed(failure);
    }

    /** How long to wait before the next attempt; null for no further attempt. */
    private Duration waitBeforeNext(OpenRouterException failure) {
        Retry retry = failure.details().retry();
        if (retry == Retry.NEVER || emitting && content) {
            return null;
        }
        boolean neverLeft =
                failure.getOutcome() == Outcome.NOT_SENT && TransportFailures.STALE.equals(failure.getErrorType());
        if (neverLeft && stale < MAX_STALE) {
            stale++;
            return Duration.ZERO;
        }
        if (retries >= (retry == Retry.ONCE ? Math.min(1, settings.maxRetries()) : settings.maxRetries())) {
            return null;
        }
        Duration wait = backoff.delay(retries, failure.getStatusCode(), failure.getRetryAfter());
        boolean tooLong =
                failure.getRetryAfter() != null && failure.getRetryAfter().compareTo(settings.maxRetryAfter()) > 0;
        boolean tooLate = totalBy != Long.MAX_VALUE && parts.nanoTime().getAsLong() + wait.toNanos() >= totalBy;
        if (tooLong || tooLate) {
            return null;
        }
        retries++;
        return wait;
    }
}
