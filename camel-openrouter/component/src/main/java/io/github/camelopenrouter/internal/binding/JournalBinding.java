package io.github.camelopenrouter.internal.binding;

import java.time.Duration;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterUnanswered;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.store.GenerationJournal;

/**
 * What an endpoint's options say about its journal.
 *
 * @param journal where calls are written down
 * @param lease how long a call is this process's own without being renewed
 * @param step added to each key, or null
 * @param parks whether an unanswered request is set aside instead of being sent again
 */
public record JournalBinding(GenerationJournal journal, Duration lease, String step, boolean parks) {
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
                configuration.getJournal(), Duration.ofMillis(configuration.getJournalLease()), step, parks);
    }

    private static void needsJournal(String option, boolean set) {
        if (set) {
            throw new IllegalArgumentException("The option " + option + " needs the option journal beside it");
        }
    }

    /**
     * The key of a message.
     *
     * @param repairs how many answers were sent back before: each round is a generation of its own, and the same whenever the message
     *     comes again
     * @throws OpenRouterException where the header that names it is missing or too long; nothing was sent
     */
    public String key(Message message, int repairs) {
        try {
            return checked(message, repairs);
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
    }

    private String checked(Message message, int repairs) {
        String name = RequestHeaders.text(message, OpenRouterConstants.JOURNAL_KEY);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("The option journal needs the header " + OpenRouterConstants.JOURNAL_KEY
                    + ": the same for the same message whenever it comes again, such as"
                    + " .setHeader(\"CamelOpenRouterJournalKey\", header(\"JMSMessageID\"))");
        }
        String key = (step == null ? name : name + "#" + step) + (repairs == 0 ? "" : "#repair" + repairs);
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
