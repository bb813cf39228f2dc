package io.github.camelopenrouter.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.client.AnswerJson;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.journal.GenerationJournal.Claim;
import io.github.camelopenrouter.journal.GenerationJournal.Found;
import io.github.camelopenrouter.model.ChatResponse;

/** One attempt's row: what is written when, and what happens to a change that the journal does not take. On threads that may block. */
final class Row {
    private static final Logger LOG = LoggerFactory.getLogger(Row.class);
    /** Before each further attempt to store an answer, in milliseconds. */
    private static final long[] STORE_PAUSES = {100, 300, 1_000};

    private final Journaling journaling;
    private final GenerationJournal journal;
    private final Claim claim;
    private volatile boolean doubtful;

    Row(Journaling journaling, String key, byte[] request) {
        this.journaling = journaling;
        this.journal = journaling.journal();
        this.claim = new Claim(
                key, hash(request), journaling.owner(), UUID.randomUUID().toString());
    }

    private static String hash(byte[] request) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Found begin() {
        try {
            return journal.begin(claim, journaling.lease());
        } catch (RuntimeException e) {
            // the row may have been written all the same; it says what is not true
            journaling.owe(() -> journal.released(claim), () -> {});
            throw e;
        }
    }

    boolean takeOver(String token) {
        try {
            boolean mine = journal.takeOver(claim, token, journaling.lease());
            // whatever becomes of this attempt, the one before may have been billed
            doubtful |= mine;
            return mine;
        } catch (RuntimeException e) {
            journaling.owe(() -> journal.unanswered(claim, null), () -> {});
            throw e;
        }
    }

    boolean park(String token) {
        return journal.park(claim.key(), token);
    }

    /** Something that may have been billed has been sent for this row, whatever comes of the next attempt. */
    void doubt() {
        doubtful = true;
    }

    void answering(String generationId) {
        try {
            journal.answering(claim, generationId);
        } catch (RuntimeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    void notSent() {
        journaling.write(doubtful ? () -> journal.unanswered(claim, null) : () -> journal.released(claim));
    }

    void failed(OpenRouterException failure) {
        boolean unknown = doubtful || mayBeBilled(failure);
        journaling.write(
                unknown ? () -> journal.unanswered(claim, failure.getGenerationId()) : () -> journal.released(claim));
    }

    /** What the service itself calls failed is not billed, even where text had come before. */
    private static boolean mayBeBilled(OpenRouterException failure) {
        Outcome outcome = failure.getOutcome();
        return outcome == Outcome.UNKNOWN || outcome == Outcome.PARTIAL && failure instanceof TransportException;
    }

    /** Stores an answer, with pauses between attempts; exactly one of the two is called. */
    void store(ChatResponse response, Runnable stored, Consumer<OpenRouterException> failed) {
        store(response, 0, stored, failed);
    }

    private void store(ChatResponse response, int pauses, Runnable stored, Consumer<OpenRouterException> failed) {
        Runnable write = () -> journal.answered(claim, answer(response));
        try {
            write.run();
        } catch (RuntimeException e) {
            boolean later = pauses < STORE_PAUSES.length
                    && journaling.pause(() -> store(response, pauses + 1, stored, failed), STORE_PAUSES[pauses]);
            if (!later) {
                journaling.owe(write, () -> journal.unanswered(claim, response.id()));
                failed.accept(Refusals.notStored(response, e));
            }
            return;
        }
        stored.run();
    }

    private static GenerationJournal.Answer answer(ChatResponse response) {
        return new GenerationJournal.Answer(
                response.id(),
                response.model(),
                response.provider(),
                response.usage() == null ? null : response.usage().cost(),
                AnswerJson.write(response));
    }
}
