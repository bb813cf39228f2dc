package io.github.camelopenrouter.examples.messagequeue;

import java.util.List;

/**
 * What a worker is told when it starts.
 *
 * @param broker its address
 * @param database a JDBC URL
 * @param consumers how many jobs it works on at the same time
 * @param requestsPerMinute the most that it sends
 */
record WorkerSettings(String broker, String database, int consumers, int requestsPerMinute) {
    /** Those that do not depend on where the broker is. */
    static final List<String> GENERAL_OPTIONS = List.of("consumers", "requests-per-minute");

    private static final int CONSUMERS = 4;
    private static final int MOST_CONSUMERS = 200;
    private static final int REQUESTS_PER_MINUTE = 600;

    static WorkerSettings of(Options options, String broker, String database) {
        return new WorkerSettings(
                broker,
                database,
                options.number("consumers", CONSUMERS, 1, MOST_CONSUMERS),
                options.number("requests-per-minute", REQUESTS_PER_MINUTE, 1, Integer.MAX_VALUE));
    }

    /** The command line that says so. */
    List<String> arguments() {
        return List.of(
                "--broker=" + broker,
                "--database=" + database,
                "--consumers=" + consumers,
                "--requests-per-minute=" + requestsPerMinute);
    }
}
