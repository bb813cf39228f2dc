package io.github.camelopenrouter.error;

/**
 * The request was sent before, and nobody knows what became of it: it may have been billed. It was parked in the generation journal
 * and is not sent again; {@link #getGenerationId()} tells under which id the service knows it, where that much had arrived.
 */
public sealed class UnansweredGenerationException extends OpenRouterException permits UnansweredToolException {
    private static final long serialVersionUID = 1L;

    private final String journalKey;

    /** @param journalKey of the row that is parked */
    public UnansweredGenerationException(ErrorDetails details, Throwable cause, String journalKey) {
        super(details, cause);
        this.journalKey = journalKey;
    }

    /**
     * The key of the row that is parked, which the journal must forget before anything is done again. That of a message's first
     * request is the message's own.
     */
    public final String getJournalKey() {
        return journalKey;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new UnansweredGenerationException(facts, cause, journalKey);
    }
}
