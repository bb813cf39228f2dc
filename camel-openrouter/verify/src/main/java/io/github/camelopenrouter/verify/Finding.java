package io.github.camelopenrouter.verify;

import java.time.Duration;

/**
 * What a check found. All texts are single lines that may be shown.
 *
 * @param detail what is right, or why nothing was checked; empty for nothing
 * @param error why it failed; null if it did not
 * @param remedy what helps; null for nothing
 */
record Finding(Kind check, Result result, Duration time, Bill bill, String detail, String error, Remedy remedy) {
    /** The checks, in their order. */
    enum Kind {
        KEY("key"),
        MODEL("model"),
        CREDIT("credit"),
        COMPLETION("completion"),
        STREAM("stream"),
        STRUCTURED("structured answer"),
        TOOL("tool call");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** How a check ended. */
    enum Result {
        OK("ok"),
        FAILED("failed"),
        /** There is nothing to check: the model cannot do it, or the key may not read it. */
        SKIPPED("skipped"),
        /** Something before it failed. */
        NOT_RUN("not run");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static Finding notRun(Kind check, String why) {
        return new Finding(check, Result.NOT_RUN, Duration.ZERO, Bill.NONE, why, null, null);
    }
}
