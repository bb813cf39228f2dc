package io.github.camelopenrouter.examples.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The workers of a run, each a process of its own. Not thread-safe; whoever makes it closes it. */
final class Crew implements AutoCloseable {
    static final int LANES = 4;

    private static final int MOST = 3;

    private final Common common;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final List<Integer> ports;
    private WorkerProcess victim;

    /**
     * What all of them are told.
     *
     * @param baseUrl of the API; null for OpenRouter itself
     * @param journal JDBC URL
     * @param session how long Kafka waits for a sign of life before it takes a worker for dead
     * @param environment in addition to ours
     */
    record Common(
            String brokers,
            String prefix,
            String baseUrl,
            String journal,
            int requestsPerMinute,
            Duration session,
            Map<String, String> environment) {}

    Crew(Common common) throws IOException {
        this.common = common;
        this.ports = Ports.free(MOST);
    }

    /** Starts another one; returns its name. */
    String hire() throws IOException {
        int number = workers.size();
        String name = "worker-" + (number + 1);
        workers.add(WorkerProcess.start(settings(name, number), common.environment()));
        return name;
    }

    private WorkerSettings settings(String name, int number) {
        List<String> members = new ArrayList<>(IntStream.range(0, MOST)
                .mapToObj(i -> "127.0.0.1:" + ports.get(i))
                .toList());
        Collections.swap(members, 0, number);
        return new WorkerSettings(
                name,
                common.brokers(),
                common.prefix(),
                LANES,
                3,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                common.session(),
                common.baseUrl(),
                common.journal(),
                common.requestsPerMinute(),
                members);
    }

    /** Waits for all that are there. */
    void awaitRunning(long seconds) throws InterruptedException {
        for (WorkerProcess worker : workers) {
            if (!worker.awaitRunning(seconds)) {
                throw new IllegalStateException(worker.name() + " does not start");
            }
        }
    }

    int size() {
        return workers.size();
    }

    List<WorkerProcess> workers() {
        return List.copyOf(workers);
    }

    /** Kills the first one if it has as much to lose; returns what happened. */
    Optional<String> kill(int fewest) {
        WorkerProcess first = workers.get(0);
        int inFlight = first.inFlight();
        if (inFlight < fewest) {
            return Optional.empty();
        }
        first.kill();
        victim = first;
        return Optional.of(first.name() + " is killed with " + inFlight + " in flight");
    }

    /** Who was killed; null if nobody was. */
    String victim() {
        return victim == null ? null : victim.name();
    }

    /** @throws IllegalStateException if a worker ended that nobody killed */
    void check() {
        for (WorkerProcess worker : workers) {
            if (worker != victim && !worker.process().isAlive()) {
                throw new IllegalStateException(
                        worker.name() + " ended with status " + worker.process().exitValue() + ". Its log is above");
            }
        }
    }

    /** Lets all finish, side by side. */
    @Override
    public void close() {
        workers.parallelStream().forEach(WorkerProcess::close);
    }
}
