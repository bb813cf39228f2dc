package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** How far a run is, asked of the broker. Used by one thread. */
final class Progress {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double SECOND = 1e9;

    private final PrintStream out;
    private final Broker broker;
    private final Database database;
    private final OpenRouterSimulator simulator;
    private final int jobs;
    private final long start = System.nanoTime();
    private long next = start + LINE_NANOS;

    Progress(PrintStream out, Surroundings surroundings, int jobs) {
        this.out = out;
        this.broker = surroundings.broker();
        this.database = surroundings.database();
        this.simulator = surroundings.simulator();
        this.jobs = jobs;
    }

    /** Jobs that became a result or a dead letter. */
    long ended() {
        return broker.messages(Broker.RESULTS) + broker.messages(Broker.DEAD);
    }

    /** Jobs that a worker has. */
    int inFlight() {
        return broker.delivering(Broker.JOBS);
    }

    /** Calls that are being answered, as far as anybody knows. */
    int generating() {
        return simulator == null ? database.running() : simulator.chatCallsInFlight();
    }

    boolean isOver() {
        return broker.messages(Broker.JOBS) == 0 && broker.messages(Broker.RECONCILE) == 0;
    }

    /** Prints a line if the last one is a second old. */
    void tick() {
        if (System.nanoTime() - next >= 0) {
            print();
            next += LINE_NANOS;
        }
    }

    void print() {
        out.println(this);
    }

    @Override
    public String toString() {
        double seconds = (System.nanoTime() - start) / SECOND;
        long done = broker.messages(Broker.RESULTS);
        return String.format(
                Locale.ROOT,
                "%5.1f s | %d of %d done | %d failed | %d in flight | $%s | %.0f per minute",
                seconds,
                done,
                jobs,
                broker.messages(Broker.DEAD),
                inFlight(),
                database.cost().stripTrailingZeros().toPlainString(),
                done / seconds * 60);
    }
}
