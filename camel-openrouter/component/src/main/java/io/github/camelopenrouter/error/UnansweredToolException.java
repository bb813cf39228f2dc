package io.github.camelopenrouter.error;

/**
 * A tool was begun for this message before, and nobody knows what came of it: the process died, the call was ended from outside, or the
 * tool failed where that fails the exchange. It may have done what it does. Its call was parked in the generation journal, and the tool
 * is not run again; {@link #getJournalKey()} tells which row it is.
 */
public final class UnansweredToolException extends UnansweredGenerationException {
    private static final long serialVersionUID = 1L;

    private final String tool;
    private final String callId;

    public UnansweredToolException(
            ErrorDetails details, Throwable cause, String journalKey, String tool, String callId) {
        super(details, cause, journalKey);
        this.tool = tool;
        this.callId = callId;
    }

    /** The name of the tool. */
    public String getTool() {
        return tool;
    }

    /** The model's id of the call, which the tool had in {@code CamelOpenRouterToolCallId}. */
    public String getToolCallId() {
        return callId;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new UnansweredToolException(facts, cause, getJournalKey(), tool, callId);
    }
}
