package io.github.camelopenrouter.model;

/**
 * One element of a streamed answer. All but the last carry new text, new reasoning (or both), or what a tool did; the last one carries none of
 * them, but the assembled answer with finish reason, usage and cost. In a Camel route it converts to {@link String} as its text.
 *
 * @param index 0 for the first, then counting up
 * @param text new text; empty, never null, where this chunk has none
 * @param reasoning new reasoning text, or null
 * @param tool what a tool did; null on most
 * @param response the assembled answer on the last chunk, null on every other. Where tools were used it is the model's last answer
 * @param loop what all rounds came to, on the last chunk where tools were offered; null on every other
 */
public record ChatChunk(
        int index, String text, String reasoning, ToolEvent tool, ChatResponse response, ToolLoop loop) {
    /** A chunk of an answer without tools. */
    public ChatChunk(int index, String text, String reasoning, ChatResponse response) {
        this(index, text, reasoning, null, response, null);
    }

    /** Whether this is the last element, which carries the assembled answer. */
    public boolean last() {
        return response != null;
    }

    /** The text alone, so that a chunk in a log or an expression reads as what the model said. */
    @Override
    public String toString() {
        return text;
    }
}
