package io.github.camelopenrouter.integration.fuzz;

/** A way to use the component, with a route of its own and options that differ. */
enum Operation {
    COMPLETION("completion", ""),
    RETRIED("completion", "&maxRetries=2&maxRetryAfter=20&maxInFlight=16&maxQueued=1000"),
    BUDGETED(
            "completion",
            "&maxInFlight=24&maxQueued=1000&maxRetries=1&maxRetryAfter=20&budget=1000/total&budgetReserve=0.01"),
    TENANTS("completion", "&budget=" + Case.TENANT_BUDGET + "/total&budgetPer=tenant&budgetReserve=0.01"),
    PRICED("completion", "&maxTokens=1000&budget=100000/total&output=response"),
    JOURNALED("completion", "&journal=#journal&unanswered=regenerate"),
    PULLED("streaming", "&budget=1000/total&budgetReserve=0.01"),
    PULLED_AS_TEXT("streaming", "&maxRetries=1&maxRetryAfter=20"),
    LEFT("streaming", "&maxInFlight=24&maxQueued=1000"),
    PUBLISHED("streaming", ""),
    PUSHED("streaming", "&streamTo=direct:chunk&maxInFlight=24&maxQueued=1000&budget=1000/total&budgetReserve=0.01"),
    EVENTS("streaming", "&streamFormat=sse"),
    TEXT("streaming", "&streamFormat=text"),
    LOOKED_UP("generation", "");

    final String path;
    final String options;

    Operation(String path, String options) {
        this.path = path;
        this.options = options;
    }

    boolean streams() {
        return path.equals("streaming");
    }

    String route() {
        return "direct:" + name();
    }

    /** Whether what such a call ends with is the whole text. */
    boolean tellsText() {
        return this != LOOKED_UP && this != PRICED && this != LEFT && this != EVENTS;
    }
}
