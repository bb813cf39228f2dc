package io.github.camelopenrouter.verify;

/**
 * What a check has to tell if it did not fail.
 *
 * @param skipped whether there was nothing to check
 */
record Outcome(String detail, boolean skipped) {
    static Outcome ok(String detail) {
        return new Outcome(detail, false);
    }

    static Outcome skipped(String why) {
        return new Outcome(why, true);
    }
}
