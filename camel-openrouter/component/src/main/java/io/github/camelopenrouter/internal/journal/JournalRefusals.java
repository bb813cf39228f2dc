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
import io.github.camelopenrouter.error.UnansweredToolException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.StoreException;

/** The failures that the journal adds to those of the call itself. */
final class JournalRefusals {
    private static final String JOURNAL = "journal";

    static final JournalRefusals OF_GENERATIONS = new JournalRefusals(
            "nothing was sent",
            "the journal has another request under this key. Set the option journalStep where a route asks more than once, and"
                    + " the header CamelOpenRouterJournalKey for each part where it splits a message",
            "totalTimeout",
            "total_timeout");

    private final String nothing;
    private final String mismatch;
    private final String option;
    private final String timeout;

    /**
     * @param nothing says that nothing was done
     * @param mismatch says that the key is another's
     * @param option that bounds the whole
     * @param timeout the type of a failure after that time
     */
    private JournalRefusals(String nothing, String mismatch, String option, String timeout) {
        this.nothing = nothing;
        this.mismatch = mismatch;
        this.option = option;
        this.timeout = timeout;
    }

    /** Those of a tool's call. */
    static JournalRefusals ofTool(String name) {
        return new JournalRefusals(
                "the tool " + name + " was not run",
                "the journal has this call of the tool " + name
                        + " with other arguments: something changed them after it had"
                        + " been begun with those. The tool was not run",
                "toolTimeout",
                JOURNAL);
    }

    private String sentence() {
        return Character.toUpperCase(nothing.charAt(0)) + nothing.substring(1);
    }

    OpenRouterException journal(Throwable cause) {
        return new NotAdmittedException(
                ErrorDetails.notSent("OpenRouter: " + why(cause) + ". " + sentence(), JOURNAL)
                        .withRetry(StoreException.isPermanent(cause) ? Retry.NEVER : Retry.YES),
                cause);
    }

    /** Of whatever was thrown while the journal was asked. */
    OpenRouterException of(Throwable why, boolean stopping) {
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

    private OpenRouterException crowded(Throwable why) {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: too many calls wait for the journal, which does not answer or is being"
                                        + " closed. " + sentence(),
                                JOURNAL)
                        .withRetry(Retry.YES),
                why);
    }

    OpenRouterException silent(Duration patience) {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the journal did not answer within " + patience.toSeconds() + " s. "
                                        + sentence(),
                                JOURNAL)
                        .withRetry(Retry.YES),
                null);
    }

    OpenRouterException stopped() {
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

    OpenRouterException unreadable(Throwable cause) {
        return new OpenRouterException(
                ErrorDetails.notSent(
                        "OpenRouter: the answer in the journal cannot be read: it is missing, cut, changed or of another"
                                + " version. " + sentence() + "; forget the key to have it done again",
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

    /** A tool was run before, perhaps. */
    static OpenRouterException parked(ToolRow tool, int attempts) {
        return new UnansweredToolException(
                ErrorDetails.of(
                                "OpenRouter: the tool " + tool.name() + " was begun for this message before ("
                                        + attempts
                                        + " times), and what came of it is not known; it may have run, is not run again, and its call is"
                                        + " parked in the journal (option unansweredTool)",
                                Outcome.UNKNOWN)
                        .withErrorType("unanswered_tool"),
                null,
                tool.key(),
                tool.name(),
                tool.callId());
    }

    static OpenRouterException notStored(String tool, String why, Throwable cause) {
        return new OpenRouterException(
                ErrorDetails.of(
                                "OpenRouter: the tool " + tool + " ran, but " + why
                                        + ". Its result is kept, and storing it is tried again while this component runs",
                                Outcome.UNKNOWN)
                        .withErrorType(JOURNAL)
                        .withRetry(Retry.YES),
                cause);
    }

    static OpenRouterException parked(String key, String generationId, int attempts) {
        String id = generationId == null ? "its generation id never came" : "its generation id is " + generationId;
        return new UnansweredGenerationException(
                ErrorDetails.of(
                                "OpenRouter: this message was sent before (" + attempts
                                        + " times) and never answered; it may have been billed, and is parked in the journal: "
                                        + id,
                                Outcome.UNKNOWN)
                        .withErrorType("unanswered")
                        .withAnswer(0, generationId, null),
                null,
                key);
    }

    OpenRouterException mismatch() {
        return new InvalidRequestException(ErrorDetails.notSent("OpenRouter: " + mismatch, "journal_mismatch"), null);
    }

    OpenRouterException inProgress() {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: another call with this journal key is running and was not answered in time;"
                                        + " " + nothing,
                                "in_progress")
                        .withRetry(Retry.YES),
                null);
    }

    OpenRouterException stopping() {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the route stopped while the call waited for the journal, " + nothing,
                                "stopping")
                        .withRetry(Retry.YES),
                null);
    }

    OpenRouterException tooLate() {
        return new TransportException(
                ErrorDetails.notSent(
                                "OpenRouter: the journal did not answer within the " + option + ", " + nothing, timeout)
                        .withRetry(Retry.YES),
                null);
    }

    OpenRouterException cancelled(String type, String why) {
        return new TransportException(ErrorDetails.notSent("OpenRouter: " + why, type), null);
    }

    /** Where in the call it was thrown nobody knows. */
    OpenRouterException notStarted(Throwable cause) {
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.of("OpenRouter: the call could not be started", Outcome.UNKNOWN)
                                .withErrorType("not_started"),
                        cause);
    }
}
