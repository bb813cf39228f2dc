package io.github.camelopenrouter.internal.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.error.UnansweredGenerationException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.StoreException;

/** The failures that the journal adds to those of the call itself. */
final class JournalRefusals {
    private static final String JOURNAL = "journal";

    private JournalRefusals() {}

    static OpenRouterException journal(Throwable cause) {
        return new NotAdmittedException(
                ErrorDetails.notSent("OpenRouter: " + why(cause) + ". Nothing was sent", JOURNAL)
                        .withRetry(StoreException.isPermanent(cause) ? Retry.NEVER : Retry.YES),
                cause);
    }

    /** Of whatever was thrown while the journal was asked. */
    static OpenRouterException of(Throwable why, boolean stopping) {
        if (why instanceof OpenRouterException known) {
            return known;
        }
        if (why instanceof RejectedExecutionException) {
            return stopping
                    ? cancelled("stopped", "the component stopped while the call waited for the journal")
                    : crowded(why);
        }
        return journal(why);
    }

    private static OpenRouterException crowded(Throwable why) {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: too many calls wait for the journal, which does not answer or is being"
                                        + " closed. Nothing was sent",
                                JOURNAL)
                        .withRetry(Retry.YES),
                why);
    }

    static OpenRouterException silent(Duration patience) {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the journal did not answer within " + patience.toSeconds()
                                        + " s. Nothing was sent",
                                JOURNAL)
                        .withRetry(Retry.YES),
                null);
    }

    static OpenRouterException stopped() {
        return new TransportException(
                ErrorDetails.of("OpenRouter: the component stopped while the call was running", Outcome.UNKNOWN)
                        .withErrorType("stopped"),
                null);
    }

    /** What failed, in words: not those of a database, which may quote statements and values, nor those of the JVM. */
    static String why(Throwable cause) {
        if (cause instanceof StoreException) {
            return cause.getMessage();
        }
        String message = cause instanceof Error || isOfDatabase(cause) ? null : cause.getMessage();
        if (message == null || message.isBlank()) {
            return "the journal failed (" + cause.getClass().getSimpleName() + ")";
        }
        return message.contains("journal") ? message : "the journal failed: " + message;
    }

    private static boolean isOfDatabase(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof SQLException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    static OpenRouterException unreadable(Throwable cause) {
        return new OpenRouterException(
                ErrorDetails.notSent(
                        "OpenRouter: the answer in the journal cannot be read: it is missing, cut, changed or of another"
                                + " version. Nothing was sent; forget the key to have it sent again",
                        JOURNAL),
                cause);
    }

    /** The failure has the answer's text, so that a route that catches it can still use what was paid. */
    static OpenRouterException notStored(ChatResponse response, String why, Throwable cause) {
        return new OpenRouterException(
                new ErrorDetails(
                        "OpenRouter answered, but " + why
                                + ". The answer is kept, and storing it is tried again while this component runs",
                        0,
                        null,
                        JOURNAL,
                        response.provider(),
                        response.id(),
                        Outcome.UNKNOWN,
                        Retry.YES,
                        null,
                        null,
                        response.text(),
                        null),
                cause);
    }

    static OpenRouterException parked(String generationId, int attempts) {
        String id = generationId == null ? "its generation id never came" : "its generation id is " + generationId;
        return new UnansweredGenerationException(
                ErrorDetails.of(
                                "OpenRouter: this message was sent before (" + attempts
                                        + " times) and never answered; it may have been billed, and is parked in the journal: "
                                        + id,
                                Outcome.UNKNOWN)
                        .withErrorType("unanswered")
                        .withAnswer(0, generationId, null),
                null);
    }

    static OpenRouterException mismatch() {
        return new InvalidRequestException(
                ErrorDetails.notSent(
                        "OpenRouter: the journal has another request under this key. Set the option journalStep where a"
                                + " route asks more than once, and the header CamelOpenRouterJournalKey for each part where it"
                                + " splits a message",
                        "journal_mismatch"),
                null);
    }

    static OpenRouterException inProgress() {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: another call with this journal key is running and was not answered in time;"
                                        + " this one sent nothing",
                                "in_progress")
                        .withRetry(Retry.YES),
                null);
    }

    static OpenRouterException stopping() {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the route stopped while the call waited for the journal, nothing was sent",
                                "stopping")
                        .withRetry(Retry.YES),
                null);
    }

    static OpenRouterException tooLate() {
        return new TransportException(
                ErrorDetails.notSent(
                                "OpenRouter: the journal did not answer within the totalTimeout, nothing was sent",
                                "total_timeout")
                        .withRetry(Retry.YES),
                null);
    }

    static OpenRouterException cancelled(String type, String why) {
        return new TransportException(ErrorDetails.notSent("OpenRouter: " + why, type), null);
    }

    /** Where in the call it was thrown nobody knows. */
    static OpenRouterException notStarted(Throwable cause) {
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.of("OpenRouter: the call could not be started", Outcome.UNKNOWN)
                                .withErrorType("not_started"),
                        cause);
    }
}
