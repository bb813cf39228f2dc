package io.github.camelopenrouter.benchmarks.server;

/** Where the bytes of a large exchange are. */
public enum Shape {
    /** In the prompt; the answer is short. */
    PROMPT,
    /** In a prompt that comes as an array of bytes. */
    BYTES,
    /** In a prompt that comes as a stream of bytes, such as a file or the body of an HTTP request. */
    STREAM,
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

    /** Whether it is the prompt that is large. */
    public boolean asks() {
        return this == PROMPT || this == BYTES || this == STREAM;
    }

    /** Whether the answer is a stream. */
    public boolean streams() {
        return this == EVENTS || this == LINE;
    }
}
