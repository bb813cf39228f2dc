package io.github.camelopenrouter.integration;

/** When a worker is killed whose model asked for a call that a human has to approve. */
enum ApprovalKillPoint {
    DECIDING("while a human decides, and again after the result", "answered", 2),
    IN_TOOL("in the approved tool, which has done what it does", "refused (`tool_approval_used`)", 1);

    private final String title;
    private final String outcome;
    private final int paid;

    ApprovalKillPoint(String title, String outcome, int paid) {
        this.title = title;
        this.outcome = outcome;
        this.paid = paid;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }

    /** What comes of the job, as the page says it. */
    String outcome() {
        return outcome + ", tool ran once, each round paid once";
    }

    /** Rounds on the bill. */
    int paid() {
        return paid;
    }
}
