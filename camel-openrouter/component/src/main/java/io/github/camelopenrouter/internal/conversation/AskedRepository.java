package io.github.camelopenrouter.internal.conversation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.camelopenrouter.store.ConversationRepository;

/** A repository that is asked without waiting for it, and given up where it takes too long. Thread-safe. */
final class AskedRepository {
    private final Conversations conversations;
    private final ConversationRepository repository;
    private final Executor blocking;
    private final ScheduledExecutorService timer;
    private final Duration timeout;

    /**
     * @param blocking where it is asked if it blocks
     * @param timeout null for any time
     */
    AskedRepository(
            Conversations conversations,
            ConversationRepository repository,
            Executor blocking,
            ScheduledExecutorService timer,
            Duration timeout) {
        this.conversations = conversations;
        this.repository = repository;
        this.blocking = blocking;
        this.timer = timer;
        this.timeout = timeout;
    }

    /** What comes of a question; where it comes too late, a {@link TimeoutException}. Does not throw. */
    <T> CompletableFuture<T> ask(Function<ConversationRepository, CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        conversations.asks(answer);
        try {
            if (timeout != null) {
                Future<?> late = timer.schedule(
                        () -> answer.completeExceptionally(new TimeoutException()),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
                answer.whenComplete((value, failure) -> late.cancel(false));
            }
            if (repository.blocks()) {
                blocking.execute(() -> {
                    // one that was given up while it waited for a thread is not asked any more
                    if (!answer.isDone()) {
                        ask(question, answer);
                    }
                });
            } else {
                ask(question, answer);
            }
        } catch (Throwable e) {
            // the component is stopping, or the bean breaks its contract
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private <T> void ask(Function<ConversationRepository, CompletionStage<T>> question, CompletableFuture<T> answer) {
        try {
            question.apply(repository).whenComplete((value, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(value);
                }
            });
        } catch (Throwable e) {
            // an error, too, must reach whoever waits
            answer.completeExceptionally(e);
        }
    }
}
