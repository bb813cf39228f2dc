package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.wire.GenerationReader;
import io.github.camelopenrouter.model.Generation;

/**
 * Asks for one generation until the service knows it, which takes it seconds to minutes after the answer, or until the total
 * timeout has passed: each question gets what is left of it. Failures that may pass, such as 429 and 503, are asked again within it, no
 * sooner than {@code Retry-After} says. Holds no thread while it waits.
 *
 * <p>Ends exactly once, on a settling thread; whatever is thrown on the way ends it.
 */
public final class GenerationLookup implements RunningCall {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final Function<Duration, CompletableFuture<JsonNode>> asking;
    private final Clockwork parts;
    private final String id;
    private final Duration patience;
    private final Duration maxRetryAfter;
    private final long by;
    private final CompletableFuture<Generation> result = new CompletableFuture<>();

    private CompletableFuture<JsonNode> asked;
    private Future<?> waiting;
    private boolean over;
    private long pause = FIRST_PAUSE_MILLIS;
    /** The last answer that said that the service does not know the generation. */
    private OpenRouterException unknown;

    /**
     * @param asking asks once, for so long at most; null for no limit
     * @param patience how long to ask again; null for no limit
     * @param maxRetryAfter longest pause that the service may ask for
     */
    GenerationLookup(
            Function<Duration, CompletableFuture<JsonNode>> asking,
            Clockwork parts,
            String id,
            Duration patience,
            Duration maxRetryAfter) {
        this.asking = asking;
        this.parts = parts;
        this.id = id;
        this.patience = patience;
        this.maxRetryAfter = maxRetryAfter;
        this.by = patience == null ? Long.MAX_VALUE : now() + patience.toNanos();
    }

    private long now() {
        return parts.nanoTime().getAsLong();
    }

    /** The generation, or an {@link OpenRouterException}. */
    public CompletableFuture<Generation> result() {
        return result;
    }

    void start() {
        step(this::ask);
    }

    private void step(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            // the caller must get an answer whatever was thrown
            end(null, failure(e));
        }
    }

    private void ask() {
        Duration left = patience == null ? null : Duration.ofNanos(Math.max(1, by - now()));
        CompletableFuture<JsonNode> one = asking.apply(left);
        boolean late;
        synchronized (this) {
            asked = one;
            late = over;
        }
        if (late) {
            one.cancel(false);
        }
        one.whenComplete((answer, why) -> step(() -> answered(answer, why)));
    }

    private void answered(JsonNode answer, Throwable why) {
        if (why == null) {
            end(read(answer), null);
            return;
        }
        OpenRouterException failure = failure(why);
        boolean missing = failure.getStatusCode() == 404;
        if (missing) {
            unknown = failure;
        }
        boolean mayPass = missing || failure.details().retry() != Retry.NEVER;
        if (by != Long.MAX_VALUE && now() >= by) {
            boolean cut = Deadlines.Limit.TOTAL.type.equals(failure.getErrorType());
            end(null, (missing || cut) && unknown != null ? unknown() : cut ? tooLate(failure) : failure);
        } else if (!mayPass || !again(failure.getRetryAfter())) {
            end(null, missing ? unknown() : failure);
        }
    }

    private static Generation read(JsonNode answer) {
        if (!answer.path("data").isObject()) {
            throw new TransportException(
                    ErrorDetails.of("OpenRouter: the answer has no generation", Outcome.REJECTED)
                            .withErrorType("unreadable_response"),
                    null);
        }
        return GenerationReader.read(answer);
    }

    /** False where nothing may be asked any more. */
    private synchronized boolean again(Duration retryAfter) {
        if (over) {
            return true;
        }
        long wait = TimeUnit.MILLISECONDS.toNanos(pause);
        if (retryAfter != null) {
            if (retryAfter.compareTo(maxRetryAfter) > 0) {
                return false;
            }
            wait = Math.max(wait, retryAfter.toNanos());
        }
        if (by != Long.MAX_VALUE && wait >= by - now()) {
            return false;
        }
        pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        waiting = parts.timer()
                .schedule(() -> step(() -> parts.settle(() -> step(this::ask))), wait, TimeUnit.NANOSECONDS);
        return true;
    }

    // ---- the end

    private void end(Generation generation, OpenRouterException failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (waiting != null) {
                waiting.cancel(false);
            }
        }
        if (failure == null) {
            result.complete(generation);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private static OpenRouterException failure(Throwable why) {
        Throwable cause = Causes.of(why);
        if (cause instanceof OpenRouterException known) {
            return known;
        }
        return cause instanceof RejectedExecutionException
                ? new TransportException(
                        ErrorDetails.of(
                                        "OpenRouter: the component stopped while a generation was looked up",
                                        Outcome.NOT_SENT)
                                .withErrorType("stopped"),
                        cause)
                : new TransportException(
                        ErrorDetails.of("OpenRouter: the generation could not be looked up", Outcome.REJECTED), cause);
    }

    private OpenRouterException unknown() {
        return new InvalidRequestException(
                ErrorDetails.of(
                                "OpenRouter knows no generation " + id + ", asked for " + patience
                                        + " (totalTimeout). Another key's generations are unknown too",
                                Outcome.REJECTED)
                        .withErrorType("not_found")
                        .withAnswer(404, id, unknown.getResponseHeaders()),
                null);
    }

    private OpenRouterException tooLate(OpenRouterException last) {
        return new TransportException(
                ErrorDetails.of("OpenRouter: " + Deadlines.Limit.TOTAL.message(patience), Outcome.UNKNOWN)
                        .withErrorType(Deadlines.Limit.TOTAL.type)
                        .withRetry(Retry.YES)
                        .withAnswer(last.getStatusCode(), id, last.getResponseHeaders()),
                last);
    }

    @Override
    public void cancel(String type, String why) {
        OpenRouterException failure = new TransportException(
                ErrorDetails.of("OpenRouter: " + why, Outcome.NOT_SENT).withErrorType(type), null);
        CompletableFuture<JsonNode> running;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (waiting != null) {
                waiting.cancel(false);
            }
            running = asked;
        }
        parts.settle(() -> result.completeExceptionally(failure));
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void drain() {
        cancel("stopping", "the route stopped while the generation was looked up");
    }
}
