package io.github.camelopenrouter.internal.mcp;

/** A call that has no result. Its message is one bounded line that a model may read; what the server itself said is not in it. */
class McpCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    McpCallException(String message) {
        super(message);
    }

    /** The session is over, and what was asked has provably not been done: another session may be asked the same. */
    static final class Lost extends McpCallException {
        private static final long serialVersionUID = 1L;

        Lost(String message) {
            super(message);
        }
    }

    /** The server does not let this client in: asking again changes nothing. */
    static final class Refused extends McpCallException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** The server is there, and what it says cannot be used. */
    static final class Unusable extends McpCallException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }
}
