package io.github.camelopenrouter.simulator;

/** What may go wrong with an answer, and who pays for it. Answers that were refused anyway stay as they are. */
public enum Fault {

    /** Status 429 of a provider, with {@code Retry-After}. Costs nothing. Not for cache hits. */
    RATE_LIMITED,

    /** Status 500, 502, 503 or 529; 503 with {@code Retry-After}. Costs nothing. Not for cache hits. */
    SERVER_ERROR,

    /**
     * Status 200 and then an error: instead of the answer, or, in a stream, before its first token. Costs nothing. Not
     * for cache hits.
     */
    ERROR_IN_ANSWER,

    /**
     * Status 200, a part of the text and then an error: an event of a stream, or the finish reason of a single answer.
     * Costs nothing. Not for cache hits.
     */
    ERROR_IN_STREAM,

    /**
     * The body ends early, in the middle of an event or a document, but with a proper end in HTTP. Billed as if the
     * client had left there.
     */
    TRUNCATED,

    /** The connection is reset in the middle of the body. Billed as if the client had left there. */
    RESET_IN_ANSWER,

    /** The connection is reset right after the request, without a byte. Billed as if the client had left there. */
    RESET_AT_ONCE,

    /** Silence in the middle of the body, and then the rest. Billed as a whole, unless the client leaves. */
    STALL,

    /** It takes longer to begin, with keep-alives. Billed as a whole, unless the client leaves. */
    SLOW
}
