package io.github.camelopenrouter.internal.journal;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Claim;
import io.github.camelopenrouter.store.GenerationJournal.Found;
import io.github.camelopenrouter.store.StoreException;

/** One attempt's row: what is asked of it and what is to be written into it. Questions block. */
final class JournalRow {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRow.class);
    /** Before each further attempt to store an answer, in milliseconds. */
    private static final long[] STORE_PAUSES = {100, 300, 1_000};

    private final GenerationJournal journal;
    private final JournalOwner journaling;
    private final Claim claim;
    private volatile boolean doubtful;

    /** @param hash of all that is sent, or run */
    JournalRow(JournalOwner journaling, String key, String hash) {
        this.journaling = journaling;
        this.journal = journaling.journal();
        this.claim = new Claim(key, hash, journaling.owner(), UUID.randomUUID().toString());
    }

    Found begin() {
        try {
            return journal.begin(claim, journaling.lease());
        } catch (Throwable e) {
            // the row may have been written all the same; it says what is not true
            oweUnlessHopeless(Change.small(() -> journal.released(claim)), e);
            throw e;
        }
    }

    boolean takeOver(String token) {
        try {
            boolean mine = journal.takeOver(claim, token, journaling.lease());
            // the attempt before may have been billed, whatever becomes of this one
            doubtful |= mine;
            return mine;
        } catch (Throwable e) {
            doubtful = true;
            oweUnlessHopeless(unanswered(null), e);
            throw e;
        }
    }

    /** A permanent failure owes nothing: the journal has not done any part of what it refuses for good. */
    private void oweUnlessHopeless(Change change, Throwable why) {
        if (!StoreException.isPermanent(why)) {
            journaling.changes().owe(change);
        }
    }

    boolean park(String token) {
        return journal.park(claim.key(), token);
    }

    /** Notes that an attempt of this row may have been billed, whatever comes of the next one. */
    void doubt() {
        doubtful = true;
    }

    void answering(String generationId) {
        try {
            journal.answering(claim, generationId);
        } catch (Throwable e) {
            LOG.warn("A generation id is not noted: {}", JournalRefusals.why(e));
        }
    }

    // ---- what is to be written at the end

    Change notSent() {
        return doubtful ? unanswered(null) : Change.small(() -> journal.released(claim));
    }

    /** The outcome is unknown. */
    Change unanswered(String generationId) {
        return Change.small(() -> journal.unanswered(claim, generationId));
    }

    Change failed(OpenRouterException failure) {
        return doubtful || mayBeBilled(failure) ? unanswered(failure.getGenerationId()) : notSent();
    }

    /** An answer that the service itself calls failed is not billed, even where text came before. */
    private static boolean mayBeBilled(OpenRouterException failure) {
        Outcome outcome = failure.getOutcome();
        return outcome == Outcome.UNKNOWN || outcome == Outcome.PARTIAL && failure instanceof TransportException;
    }

    /** Its JSON is made on the thread that writes it, once. */
    <A> Change answered(Work<A> work, A answer) {
        GenerationJournal.Answer[] made = new GenerationJournal.Answer[1];
        Runnable write = () -> {
            synchronized (made) {
                if (made[0] == null) {
                    made[0] = work.written(answer);
                }
            }
            journal.answered(claim, made[0]);
        };
        String generation = work.generation(answer);
        return Change.answer(write, STORE_PAUSES, work.weight(answer), generation, unanswered(generation));
    }
}
