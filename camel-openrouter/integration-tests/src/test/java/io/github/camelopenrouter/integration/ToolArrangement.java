package io.github.camelopenrouter.integration;

/** How a worker asks a model that uses a tool. Each has queues, a route, a tool and an account of its own. */
enum ToolArrangement {
    NO_JOURNAL("`transacted`", ""),
    PARK("`journal`, `unanswered=park`", "&unanswered=park"),
    RERUN("`journal`, `unanswered=regenerate`, `unansweredTool=rerun`", "&unanswered=regenerate&unansweredTool=rerun"),
    TELL_MODEL(
            "`journal`, `unanswered=regenerate`, `unansweredTool=tellModel`",
            "&unanswered=regenerate&unansweredTool=tellModel");

    private final String title;
    private final String options;

    ToolArrangement(String title, String options) {
        this.title = title;
        this.options = options;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }

    String jobs() {
        return "tool-jobs." + this;
    }

    String results() {
        return "tool-results." + this;
    }

    String parked() {
        return "tool-parked." + this;
    }

    /** Where the tool leaves a message each time that it runs. */
    String ran() {
        return "tool-ran." + this;
    }

    /** Whose bill tells what the jobs of this one cost. */
    String apiKey() {
        return "tool-key-of-" + this;
    }

    String tool() {
        return "weather_" + this;
    }

    boolean hasJournal() {
        return this != NO_JOURNAL;
    }

    /** What it asks, as an endpoint; the journal is the bean of that name. */
    String endpoint(String journal) {
        String endpoint =
                "openrouter:completion?synchronous=true&maxTokens=200&apiKey=" + apiKey() + "&tools=" + tool();
        return hasJournal() ? endpoint + "&journalLease=1s&journal=#" + journal + options : endpoint;
    }
}
