package io.github.camelopenrouter.internal.binding;

import java.time.Duration;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterUnanswered;
import io.github.camelopenrouter.OpenRouterUnansweredTool;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.store.GenerationJournal;

/**
 * What an endpoint's options say about its journal.
 *
 * @param journal where calls are written down
 * @param lease how long a call is this process's own without being renewed
 * @param step added to each key, or null
 * @param parks whether an unanswered request is set aside instead of being sent again
 * @param unansweredTool what to do about a tool that was begun before, where nobody knows what came of it
 */
public record JournalBinding(
        GenerationJournal journal,
        Duration lease,
        String step,
        boolean parks,
        OpenRouterUnansweredTool unansweredTool) {
    private static final int SHORTEST_LEASE = 100;

    /**
     * The options' meaning; null where there is no journal.
     *
     * @throws IllegalArgumentException where an option is missing or does not fit the others; the message names it
     */
    public static JournalBinding of(OpenRouterConfiguration configuration) {
        if (configuration.getJournal() == null) {
            needsJournal("journalStep", configuration.getJournalStep() != null);
            needsJournal("unanswered", configuration.getUnanswered() != null);
            needsJournal("unansweredTool", configuration.getUnansweredTool() != OpenRouterUnansweredTool.park);
            return null;
        }
        if (configuration.getUnanswered() == null) {
            throw new IllegalArgumentException(
                    "The option journal needs the option unanswered beside it, which says what to do"
                            + " with a message whose request was sent and never answered: regenerate sends it again and may pay twice,"
                            + " unless OpenRouter's response cache has the answer; park sends nothing and fails with an"
                            + " UnansweredGenerationException, so that nothing is paid twice and somebody has to look");
        }
        String step = configuration.getJournalStep();
        if (step != null && step.isBlank()) {
            throw new IllegalArgumentException("The option journalStep must not be blank");
        }
        if (configuration.getJournalLease() < SHORTEST_LEASE) {
            throw new IllegalArgumentException("The option journalLease must be at least " + SHORTEST_LEASE
                    + " milliseconds, not " + configuration.getJournalLease());
        }
        boolean parks = configuration.getUnanswered() == OpenRouterUnanswered.park;
        return new JournalBinding(
                configuration.getJournal(),
                Duration.ofMillis(configuration.getJournalLease()),
                step,
                parks,
                configuration.getUnansweredTool());
    }

    private static void needsJournal(String option, boolean set) {
        if (set) {
            throw new IllegalArgumentException("The option " + option
                    + " needs the option journal beside it, or exactly one bean of the type GenerationJournal");
        }
    }

    /**
     * The keys of a message.
     *
     * @throws OpenRouterException where the header that names it is missing or too long; nothing was sent
     */
    public JournalKey key(Message message) {
        try {
            return new JournalKey(checked(message));
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
    }

    private String checked(Message message) {
        String name = RequestHeaders.text(message, OpenRouterConstants.JOURNAL_KEY);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("The option journal needs the header " + OpenRouterConstants.JOURNAL_KEY
                    + ": the same for the same message whenever it comes again, such as"
                    + " .setHeader(\"CamelOpenRouterJournalKey\", header(\"JMSMessageID\"))");
        }
        String key = step == null ? name : name + "#" + step;
        if (key.length() > GenerationJournal.MAX_KEY) {
            throw new IllegalArgumentException("The header " + OpenRouterConstants.JOURNAL_KEY
                    + " (with the option journalStep) must have at most " + GenerationJournal.MAX_KEY
                    + " characters, not " + key.length());
        }
        if (key.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("The header " + OpenRouterConstants.JOURNAL_KEY
                    + " must have no control characters and no half characters (lone surrogates)");
        }
        return key;
    }
}
