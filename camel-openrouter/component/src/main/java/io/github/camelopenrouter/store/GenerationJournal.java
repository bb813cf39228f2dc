package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A durable record of generations by key, shared by all who may get the same message.
 *
 * <p>A row begins as {@code SENT}, written before the request leaves, and ends as {@code ANSWERED} or {@code PARKED}. Whoever
 * sends holds a lease on its row and renews it while the call runs: a lease that has ended without an answer means that nobody knows
 * what became of the request.
 *
 * <p>All methods may block and are called on threads that may; implementations are thread-safe and write each change durably
 * before they return. They throw a {@link RuntimeException} where the store fails, and a
 * {@link io.github.camelopenrouter.store.StoreException} where asking again is no use, or where their own words are to be told.
 * They should give up after a time: a method that hangs holds one of the threads for this journal. Leases are compared by one clock, the store's.
 */
public interface GenerationJournal {
    /** Longest key, in characters. */
    int MAX_KEY = 255;

    /**
     * One attempt at a key.
     *
     * @param key names the generation, the same for the same message; 1 to {@value #MAX_KEY} characters
     * @param requestHash SHA-256 of the request's bytes in hexadecimal
     * @param owner whoever renews the lease: one running component
     * @param token unique for each attempt: what its writes are recognized by
     */
    record Claim(String key, String requestHash, String owner, String token) {}

    /** What {@link #begin} found. */
    sealed interface Found permits Begun, Answered, Busy, Unanswered, Parked, Mismatch {}

    /** There was nothing; the row is written and the caller sends. */
    record Begun() implements Found {}

    /** It has been answered before; nothing is to be sent. */
    record Answered(String answer) implements Found {}

    /**
     * Somebody else is at it.
     *
     * @param left how long their lease lasts unless it is renewed
     */
    record Busy(Duration left) implements Found {}

    /**
     * It was sent by somebody who is gone or was not answered: it may have been billed.
     *
     * @param generationId under which the service knows it; null where the head of the answer never came
     * @param attempts how often it was sent
     * @param token of the last attempt
     */
    record Unanswered(String generationId, int attempts, String token) implements Found {}

    /** Unanswered, and set aside: it is not sent again until somebody decided and called {@link #forget}. */
    record Parked(String generationId, int attempts) implements Found {}

    /** The key belongs to another request. */
    record Mismatch() implements Found {}

    /** States of a row. */
    enum State {
        /** Written before the request was sent; has no answer yet. */
        SENT,
        /** The answer is stored. */
        ANSWERED,
        /** Unanswered, and left to a human or another route. */
        PARKED
    }

    /**
     * A row, for those who reconcile.
     *
     * @param running whether its lease lasts
     * @param cost what the answer cost in US dollars; null where unknown
     * @param answer JSON; null where there is none
     * @param begun when it was first sent, by the store's clock
     */
    record Entry(
            String key,
            State state,
            boolean running,
            int attempts,
            String generationId,
            String model,
            String provider,
            BigDecimal cost,
            String answer,
            Instant begun) {}

    /**
     * An answer to store.
     *
     * @param cost in US dollars, or null
     * @param json the whole answer
     */
    record Answer(String generationId, String model, String provider, BigDecimal cost, String json) {
        /** Without the answer: it is content. */
        @Override
        public String toString() {
            return "Answer[" + generationId + ", " + model + ", " + provider + ", " + cost + "]";
        }
    }

    /**
     * Writes the row of a new generation, or tells what is there. Of any number of callers at the same moment one gets
     * {@link Begun}.
     *
     * @param lease how long the row is the caller's without renewal
     */
    Found begin(Claim claim, Duration lease);

    /**
     * Makes an unanswered row the caller's, who sends again.
     *
     * @param token of the attempt that went unanswered
     * @return false where somebody else was faster or the row has changed
     */
    boolean takeOver(Claim claim, String token, Duration lease);

    /** Notes the generation id, as soon as the service has named it. Does nothing where the row is not this attempt's any more. */
    void answering(Claim claim, String generationId);

    /**
     * Stores the answer, also where the lease had ended or the row was parked meanwhile: an answer ends every doubt.
     *
     * @return false where the row is gone or another attempt's answer is there
     */
    boolean answered(Claim claim, Answer answer);

    /** Removes the row: nothing was billed, the next one begins anew. Does nothing where the row is not this attempt's any more. */
    void released(Claim claim);

    /**
     * Ends the lease at once: the outcome is unknown. Does nothing where the row is not this attempt's any more.
     *
     * @param generationId null where none is known; one that was noted before stays
     */
    void unanswered(Claim claim, String generationId);

    /** Extends the leases of all rows that this owner runs. */
    void renew(String owner, Duration lease);

    /** Ends the leases of all rows that this owner runs: it stops, and others may go on. */
    void leave(String owner);

    /**
     * Sets an unanswered row aside.
     *
     * @param token of the attempt that went unanswered
     * @return false where somebody else was faster or the row has changed
     */
    boolean park(String key, String token);

    /**
     * Removes a row, whatever its state: the next message with this key is sent.
     *
     * @return whether there was one
     */
    boolean forget(String key);

    /** The row of a key. */
    Optional<Entry> find(String key);

    /**
     * Removes rows that nobody runs and that have not changed for so long, parked ones excepted. A message that comes again after that
     * is sent again.
     *
     * @return how many
     */
    int purge(Duration unchangedFor);
}
