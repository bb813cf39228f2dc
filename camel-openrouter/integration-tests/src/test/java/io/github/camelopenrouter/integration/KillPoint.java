package io.github.camelopenrouter.integration;

/** How far a job has come when its worker ends. */
enum KillPoint {
    NEVER("never"),
    BEFORE_ROW("before the journal has a row for the job"),
    BEFORE_REQUEST("after the row, before the request is sent"),
    BEFORE_ANSWER("after the request, before any byte of the answer"),
    AFTER_HEAD("after the head of the answer, which names the generation"),
    IN_ANSWER("in the middle of the answer"),
    BEFORE_RESULT("after the answer, before the result is sent"),
    BEFORE_COMMIT("after the result is sent, before the commit"),
    STOPPED("stopped (`SIGTERM`), and the call outlasts the shutdown timeout");

    private final String title;

    KillPoint(String title) {
        this.title = title;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }

    /** How much of an answer reaches the worker. */
    HoldingProxy.Hold hold() {
        return switch (this) {
            case BEFORE_ANSWER, STOPPED -> HoldingProxy.Hold.ANSWER;
            case AFTER_HEAD -> HoldingProxy.Hold.BODY;
            case IN_ANSWER -> HoldingProxy.Hold.REST_OF_BODY;
            default -> HoldingProxy.Hold.NOTHING;
        };
    }
}
