package io.github.camelopenrouter.integration;

/** How a worker takes jobs and asks for answers. Each has queues, a route and an account of its own. */
enum Arrangement {
    DEFAULTS("`jms:` with all defaults"),
    TRANSACTED("`transacted`"),
    RESPONSE_CACHE("`transacted`, `responseCache=true`"),
    REGENERATE("`transacted`, `journal`, `unanswered=regenerate`"),
    PARK("`transacted`, `journal`, `unanswered=park`");

    private final String title;

    Arrangement(String title) {
        this.title = title;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }

    String jobs() {
        return "jobs." + this;
    }

    String results() {
        return "results." + this;
    }

    String parked() {
        return "parked." + this;
    }

    /** Whose bill tells what the jobs of this one cost. */
    String apiKey() {
        return "key-of-" + this;
    }

    /** Whether the job stays in its queue until the result is in its own. */
    boolean isTransacted() {
        return this != DEFAULTS;
    }

    boolean hasJournal() {
        return this == REGENERATE || this == PARK;
    }

    /** What a worker's registry calls its journal. */
    String journal() {
        return "journal-" + this;
    }

    /** What it asks, as an endpoint. */
    String endpoint() {
        String endpoint = "openrouter:completion?synchronous=true&maxTokens=100&apiKey=" + apiKey();
        return switch (this) {
            case DEFAULTS, TRANSACTED -> endpoint;
            case RESPONSE_CACHE -> endpoint + "&responseCache=true";
            case REGENERATE -> endpoint + "&journalLease=1s&unanswered=regenerate&journal=#" + journal();
            case PARK -> endpoint + "&journalLease=1s&unanswered=park&journal=#" + journal();
        };
    }
}
