package io.github.camelopenrouter.examples.messagequeue;

import java.util.List;

/**
 * What a worker is told when it starts.
 *
 * @param broker its address
 * @param database a JDBC URL
 * @param consumers how many jobs it works on at the same time
 * @param unanswered what it does with a request that was sent and not answered: {@code regenerate} or {@code park}
 * @param budget what may be spent, such as {@code 5.00/day}; all workers together
 * @param requestsPerMinute the most that this worker sends
 */
record WorkerSettings(
        String broker, String database, int consumers, String unanswered, String budget, int requestsPerMinute) {
    /** Those that do not depend on where the broker is. */
    static final List<String> GENERAL_OPTIONS = List.of("consumers", "unanswered", "budget", "requests-per-minute");

    private static final List<String> UNANSWERED = List.of("regenerate", "park");
    private static final String BUDGET = "5.00/day";
    private static final String PAID_BUDGET = "0.05/day";
    private static final int CONSUMERS = 4;
    private static final int MOST_CONSUMERS = 200;
    private static final int REQUESTS_PER_MINUTE = 600;
    private static final int MOST_REQUESTS_PER_MINUTE = 1_000_000;

    /**
     * @param options the {@link #GENERAL_OPTIONS}
     * @param paid whether the real service answers
     */
    static WorkerSettings of(Options options, String broker, String database, boolean paid) {
        return new WorkerSettings(
                broker,
                database,
                options.number("consumers", CONSUMERS, 1, MOST_CONSUMERS),
                options.word("unanswered", UNANSWERED),
                options.text("budget", paid ? PAID_BUDGET : BUDGET),
                options.number("requests-per-minute", REQUESTS_PER_MINUTE, 1, MOST_REQUESTS_PER_MINUTE));
    }

    /** Whether an unanswered request is set aside. */
    boolean parks() {
        return unanswered.equals("park");
    }

    /** The command line that says so. */
    List<String> arguments() {
        return List.of(
                "--broker=" + broker,
                "--database=" + database,
                "--consumers=" + consumers,
                "--unanswered=" + unanswered,
                "--budget=" + budget,
                "--requests-per-minute=" + requestsPerMinute);
    }
}
