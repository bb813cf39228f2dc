package io.github.camelopenrouter.integration;

/** How far a job has come, in which a model uses a tool, when its worker is killed. */
enum ToolKillPoint {
    NEVER("never"),
    IN_TOOL("in the tool, which has done what it does"),
    BETWEEN_ROUNDS("after the tool, before the next request"),
    IN_ROUND("after the next request, before any byte of its answer");

    private final String title;

    ToolKillPoint(String title) {
        this.title = title;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }
}
