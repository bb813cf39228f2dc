package io.github.camelopenrouter.internal.call;

import java.time.Duration;

import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.http.TransportFailures;

/** Whether and when an attempt of one call is repeated. Not thread-safe; its call guards it. */
final class RetryRule {
    private static final int MAX_STALE = 2;

    private final Command command;
    private final CallSettings settings;
    private final Clockwork parts;
    private final Backoff backoff;
    private final RetryBudget budget;
    private final long totalBy;

    private int retries;
    /** Attempts that found their connection closed; they are no retries. */
    private int stale;

    /**
     * @param budget shared by all calls of the client
     * @param totalBy nano time at which the whole call ends, {@code Long.MAX_VALUE} for never
     */
    RetryRule(Command command, Clockwork parts, RetryBudget budget, long totalBy) {
        this.command = command;
        this.settings = command.settings();
        this.parts = parts;
        this.backoff = new Backoff(parts.chance());
        this.budget = budget;
        this.totalBy = totalBy;
    }

    /**
     * Counts a failed attempt.
     *
     * @return how long to wait before the next attempt; null for no further attempt
     */
    Duration waitBeforeNext(OpenRouterException failure) {
        Retry retry = failure.details().retry();
        if (retry == Retry.NEVER) {
            return null;
        }
        boolean neverLeft =
                failure.getOutcome() == Outcome.NOT_SENT && TransportFailures.STALE.equals(failure.getErrorType());
        if (neverLeft && stale < MAX_STALE) {
            stale++;
            return Duration.ZERO;
        }
        boolean allowed = settings.maxRetries() == 0 || budget.failed(command, failure);
        if (!allowed || retries >= (retry == Retry.ONCE ? Math.min(1, settings.maxRetries()) : settings.maxRetries())) {
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
