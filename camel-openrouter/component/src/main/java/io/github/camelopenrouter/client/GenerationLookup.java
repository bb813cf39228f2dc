package io.github.camelopenrouter.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.Generation;

/**
 * Asks for one generation until the service knows it, which takes it seconds to minutes after the answer. Holds no thread while it
 * waits. Ends exactly once, on a settling thread.
 */
public final class GenerationLookup implements Cancellable {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final Supplier<CompletableFuture<JsonNode>> asking;
    private final EngineParts parts;
    private final String id;
    private final Duration patience;
    private final long by;
    private final CompletableFuture<Generation> result = new CompletableFuture<>();

    private CompletableFuture<JsonNode> asked;
    private Future<?> waiting;
    private boolean cancelled;
    private long pause = FIRST_PAUSE_MILLIS;

    /**
     * @param asking asks once
     * @param patience how long to ask again; null for no limit
     */
    GenerationLookup(Supplier<CompletableFuture<JsonNode>> asking, EngineParts parts, String id, Duration patience) {
        this.asking = asking;
        this.parts = parts;
        this.id = id;
        this.patience = patience;
        this.by = patience == null ? Long.MAX_VALUE : parts.nanoTime().getAsLong() + patience.toNanos();
    }

    /** The generation, or an {@link OpenRouterException}. */
    public CompletableFuture<Generation> result() {
        return result;
    }

    void start() {
        CompletableFuture<JsonNode> one;
        try {
            one = asking.get();
        } catch (RuntimeException e) {
            // whatever it is, somebody waits
            result.completeExceptionally(e);
            return;
        }
        boolean over;
        synchronized (this) {
            asked = one;
            over = cancelled;
        }
        if (over) {
            one.cancel(false);
        }
        one.whenComplete(this::answered);
    }

    private void answered(JsonNode answer, Throwable why) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
        }
        if (why == null) {
            read(answer);
            return;
        }
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        if (!(cause instanceof OpenRouterException failure) || failure.getStatusCode() != 404) {
            result.completeExceptionally(cause);
        } else if (!again()) {
            result.completeExceptionally(unknown(failure));
        }
    }

    private void read(JsonNode answer) {
        if (answer.path("data").isObject()) {
            result.complete(GenerationReader.read(answer));
        } else {
            result.completeExceptionally(new TransportException(
                    ErrorDetails.of("OpenRouter: the answer has no generation", Outcome.REJECTED)
                            .withErrorType("unreadable_response"),
                    null));
        }
    }

    private synchronized boolean again() {
        long wait = TimeUnit.MILLISECONDS.toNanos(pause);
        if (cancelled) {
            return true;
        }
        if (by != Long.MAX_VALUE && parts.nanoTime().getAsLong() + wait >= by) {
            return false;
        }
        pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        try {
            waiting = parts.timer().schedule(() -> parts.settle(this::start), wait, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            // the context is stopping
            return false;
        }
    }

    private OpenRouterException unknown(OpenRouterException last) {
        return new InvalidRequestException(
                ErrorDetails.of(
                                "OpenRouter knows no generation " + id + ", asked for " + patience
                                        + " (totalTimeout). Another key's generations are unknown too",
                                Outcome.REJECTED)
                        .withErrorType("not_found")
                        .withAnswer(404, id, last.getResponseHeaders()),
                null);
    }

    @Override
    public void cancel(String type, String why) {
        OpenRouterException failure = new TransportException(
                ErrorDetails.of("OpenRouter: " + why, Outcome.NOT_SENT).withErrorType(type), null);
        CompletableFuture<JsonNode> running;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
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
