package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.Told;

/**
 * Finds out what calls cost whose answers did not tell: streams that were cut, answers that never came. The service learns of a
 * generation with a delay of seconds to minutes, so it is asked again and again, more and more seldom, and given up in the end.
 * Thread-safe; between two questions it holds no thread and no connection.
 */
public final class CostReconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CostReconciler.class);
    private static final int AT_A_TIME = 8;
    private static final int MOST = 10_000;
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Where a generation can be looked up. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * @param keyAlias whose key paid; null for the default key
         * @return the answer of {@code GET /generation}
         */
        CompletableFuture<JsonNode> generation(String id, String keyAlias);
    }

    private final ScheduledExecutorService timer;
    private final Map<String, Question> questions = new HashMap<>();
    private final Queue<Question> due = new ArrayDeque<>();
    private int asking;
    private boolean closed;

    private static final class Question {
        final String id;
        final String keyAlias;
        final Lookup lookup;
        final List<Consumer<Told>> listeners = new ArrayList<>();
        Duration pause = FIRST;
        Duration waited = Duration.ZERO;

        Question(String id, String keyAlias, Lookup lookup) {
            this.id = id;
            this.keyAlias = keyAlias;
            this.lookup = lookup;
        }
    }

    /**
     * @param timer not closed by this one; tasks on it only ask
     */
    public CostReconciler(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Asks until the cost is known. Several may wait for the same generation.
     *
     * @param listener hears it once, on the thread on which the lookup ends; never where it is given up
     */
    void ask(String id, String keyAlias, Lookup lookup, Consumer<Told> listener) {
        Question question;
        synchronized (this) {
            question = questions.get(id);
            boolean known = question != null;
            if (closed || !known && questions.size() >= MOST) {
                return;
            }
            if (!known) {
                question = new Question(id, keyAlias, lookup);
                questions.put(id, question);
            }
            question.listeners.add(listener);
            if (known) {
                return;
            }
        }
        later(question);
    }

    /** Whether this generation is being asked for. */
    synchronized boolean asks(String id) {
        return questions.containsKey(id);
    }

    private void later(Question question) {
        Duration pause = question.pause;
        question.waited = question.waited.plus(pause);
        question.pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        try {
            timer.schedule(() -> due(question), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Throwable e) {
            // the context is stopping; the reservation stays
            forget(question);
        }
    }

    private void due(Question question) {
        synchronized (this) {
            due.add(question);
        }
        next();
    }

    /** A loop and no recursion, because as many lookups may fail at once as there are questions. */
    private void next() {
        while (true) {
            Question question;
            synchronized (this) {
                if (closed || asking >= AT_A_TIME || due.isEmpty()) {
                    return;
                }
                asking++;
                question = due.remove();
            }
            CompletableFuture<JsonNode> answer = lookup(question);
            if (!answer.isDone()) {
                answer.whenComplete((json, why) -> {
                    heard(question, json, why);
                    next();
                });
                return;
            }
            answer.whenComplete((json, why) -> heard(question, json, why));
        }
    }

    private static CompletableFuture<JsonNode> lookup(Question question) {
        try {
            return Objects.requireNonNull(question.lookup.generation(question.id, question.keyAlias));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** After an answer or a failure, another question may be asked, and this one is asked again later or never. */
    private void heard(Question question, JsonNode json, Throwable why) {
        synchronized (this) {
            asking--;
        }
        Told told = null;
        Throwable failure = why;
        try {
            told = json == null ? null : Told.of(json);
        } catch (Throwable e) {
            failure = e;
        }
        answered(question, told, failure);
    }

    private void answered(Question question, Told told, Throwable why) {
        if (told != null) {
            for (Consumer<Told> listener : forget(question)) {
                tell(listener, told, question.id);
            }
        } else if (question.waited.compareTo(PATIENCE) < 0) {
            later(question);
        } else {
            forget(question);
            LOG.warn(
                    "OpenRouter does not tell what generation {} cost; what was reserved for it stays reserved ({})",
                    question.id,
                    String.valueOf(why));
        }
    }

    private static void tell(Consumer<Told> listener, Told told, String id) {
        try {
            listener.accept(told);
        } catch (Throwable e) {
            LOG.error("What generation {} cost is known and could not be written down", id, e);
        }
    }

    /** How many generations are asked for. */
    public synchronized int questions() {
        return questions.size();
    }

    private synchronized List<Consumer<Told>> forget(Question question) {
        questions.remove(question.id);
        return List.copyOf(question.listeners);
    }

    /** Asks nothing any more. What is reserved stays reserved. */
    @Override
    public synchronized void close() {
        closed = true;
        due.clear();
        questions.clear();
    }
}
