package io.github.camelopenrouter.internal.journal;

import java.time.Duration;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.store.GenerationJournal;

/**
 * What is done at most once for a key, and how it is written down. Of one call.
 *
 * @param <A> what comes of it
 */
abstract class Work<A> {
    /** What to do about a row that was begun and has no answer. */
    enum Unanswered {
        /** Nothing is done; somebody has to look. */
        PARK,
        /** It is done again. */
        AGAIN,
        /** It is not done; {@link #instead} is what came of it. */
        INSTEAD
    }

    /** Hears the one that does it. */
    interface Hearing<A> {
        void answering(String generationId);

        /** It begins once more, by itself. */
        void again();

        void done(A answer);

        void failed(OpenRouterException failure);
    }

    private final JournalRefusals refusals;
    private final Unanswered policy;

    Work(JournalRefusals refusals, Unanswered policy) {
        this.refusals = refusals;
        this.policy = policy;
    }

    JournalRefusals refusals() {
        return refusals;
    }

    Unanswered policy() {
        return policy;
    }

    /** A hash of all that makes it what it is. */
    abstract String hash();

    /** How long it may take, with the time that it waits for the journal or for others; null for no limit. */
    abstract Duration deadline();

    /** Whether the deadline is over as soon as it begins, because what begins has one of its own. */
    boolean deadlineIsForWaiting() {
        return false;
    }

    /**
     * Begins, on a thread of the journal; must not wait for the end.
     *
     * @param left of the deadline; null for no limit
     */
    abstract RunningCall begin(Duration left, Hearing<A> hearing);

    /** What counts as having come of it where it is not done. */
    A instead() {
        throw new IllegalStateException("nothing can stand for it");
    }

    /** Whether what came of it holds for whoever comes again; else nobody knows what came of it. */
    boolean holds(A answer) {
        return true;
    }

    /** On the thread that writes it. */
    abstract GenerationJournal.Answer written(A answer);

    /**
     * What {@link #written} made.
     *
     * @throws IllegalArgumentException where it is something else
     */
    abstract A read(String json);

    /** About how many bytes an answer holds. */
    abstract long weight(A answer);

    /** Under which id the service knows it; null for none. */
    abstract String generation(A answer);

    /** It was done before, perhaps, and is not done now. */
    abstract OpenRouterException parked(String generationId, int attempts);

    /** It was done, and that is not written down. */
    abstract OpenRouterException notStored(A answer, String why, Throwable cause);

    /** The heading of what is told the caller. */
    abstract void tell(A answer, boolean replayed);

    abstract void tell(OpenRouterException failure);
}
