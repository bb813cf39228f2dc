package io.github.camelopenrouter.internal.conversation;

import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelopenrouter.internal.conversation.Turns.Entered;

/** All conversations that go on in a component that runs. Thread-safe. */
public final class Conversations implements AutoCloseable {
    private final Turns turns = new Turns();
    private final String node = UUID.randomUUID().toString();
    private final Set<CompletableFuture<?>> questions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final Executor blocking;
    private final Executor workers;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    /**
     * @param blocking where repositories are asked that block
     * @param workers where turns go on; takes every task and does not throw
     * @param timer must not be held up
     * @param clock tells until when a turn is under way
     */
    public Conversations(Executor blocking, Executor workers, ScheduledExecutorService timer, Clock clock) {
        this.blocking = blocking;
        this.workers = workers;
        this.timer = timer;
        this.clock = clock;
    }

    /** A turn that has not begun. */
    public ConversationTurn turn(ConversationSettings settings, TurnFacts facts) {
        return new ConversationTurn(this, settings, facts);
    }

    AskedRepository asked(ConversationSettings settings) {
        return new AskedRepository(this, settings.repository(), blocking, timer, settings.repositoryTimeout());
    }

    /** Something that a repository is asked: it ends with the component at the latest. */
    void asks(CompletableFuture<?> question) {
        questions.add(question);
        question.whenComplete((answer, failure) -> questions.remove(question));
        if (closed) {
            question.completeExceptionally(ConversationFailures.stopped(null));
        }
    }

    Executor workers() {
        return workers;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Names this component among all that share a repository. */
    String node() {
        return node;
    }

    long now() {
        return clock.millis();
    }

    Entered enter(ConversationSettings settings, String key, Runnable turn) {
        return turns.enter(settings.repository(), key, turn, settings.refuses() ? -1 : settings.maxQueued());
    }

    void leave(ConversationSettings settings, String key, Runnable turn) {
        turns.leave(settings.repository(), key, turn);
    }

    /** Turns that run or wait. */
    public int size() {
        return turns.size();
    }

    /** Gives up what repositories have not answered. */
    @Override
    public void close() {
        closed = true;
        questions.forEach(question -> question.completeExceptionally(ConversationFailures.stopped(null)));
    }
}
