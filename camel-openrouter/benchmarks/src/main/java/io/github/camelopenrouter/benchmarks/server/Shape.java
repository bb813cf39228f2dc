package io.github.camelopenrouter.benchmarks.server;

/** Where the bytes of a large exchange are. */
public enum Shape {
    /** In the prompt; the answer is short. */
    PROMPT,
    /** In the text of a completion. */
    TEXT,
    /** In the arguments of a completion's tool call. */
    ARGUMENTS,
    /** In the text of a stream, in events of some hundred bytes. */
    EVENTS,
    /** In the one event of a stream. */
    LINE,
    /** In the message of an error. */
    ERROR;

    public boolean streams() {
        return this == EVENTS || this == LINE;
    }
}
