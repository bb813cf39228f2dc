package io.github.camelopenrouter.internal.journal;

/**
 * What came of a tool's call.
 *
 * @param content what the model is told: text, or a list of content parts
 * @param failed whether the tool says that it failed
 * @param ran whether the tool ran
 * @param fault the word for why it came to no good end, or null
 * @param holds whether it is what came of the call for good; else nobody knows, and the cause is the exchange's failure
 * @param cause what the tool threw, or null; not written down
 */
public record ToolAnswer(Object content, boolean failed, boolean ran, String fault, boolean holds, Throwable cause) {
    /** Says nothing of the content. */
    @Override
    public String toString() {
        return "ToolAnswer[" + (fault == null ? "well" : fault) + "]";
    }
}
