package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * What workers need around them, in one process: the broker, the database, and a simulator where there is no key. Whoever starts
 * them closes them.
 */
public final class Surroundings implements AutoCloseable {
    static final Duration THINKING_TIME = Duration.ofMillis(1_500);

    private static final List<String> OPTIONS =
            List.of("folder", "port", "database-port", "simulator-port", "thinking-time");
    private static final int BROKER_PORT = 61_616;
    private static final int DATABASE_PORT = 9_092;
    private static final int KEPT_REQUESTS = 10_000;

    private final Broker broker;
    private final Database database;
    private final OpenRouterSimulator simulator;

    private Surroundings(Broker broker, Database database, OpenRouterSimulator simulator) {
        this.broker = broker;
        this.database = database;
        this.simulator = simulator;
    }

    /** The process {@code broker}: runs until it is interrupted. */
    public static void main(String[] args) {
        Terminal.exit(Terminal.run(System.err, () -> serve(System.out, args)));
    }

    private static int serve(PrintStream out, String... args) throws Exception {
        Options options = Options.parse(OPTIONS, args);
        int simulatorPort = Settings.load().hasKey() ? -1 : options.port("simulator-port", Settings.SIMULATOR_PORT);
        try (Surroundings surroundings = start(
                options.folder("folder", Settings.folder()),
                options.port("port", BROKER_PORT),
                options.port("database-port", DATABASE_PORT),
                simulatorPort,
                options.seconds("thinking-time", THINKING_TIME))) {
            out.println("Broker " + surroundings.broker.url() + ", database " + surroundings.database.url()
                    + (surroundings.simulator == null ? "" : ", " + surroundings.simulator.baseUrl()));
            new CountDownLatch(1).await();
            return 0;
        }
    }

    /**
     * Starts all of them; a port of 0 means a free one.
     *
     * @param simulatorPort negative for no simulator
     * @param thinkingTime how long the simulator takes for an answer
     * @throws MisuseException if a port cannot be used
     */
    static Surroundings start(Path folder, int port, int databasePort, int simulatorPort, Duration thinkingTime)
            throws Exception {
        OpenRouterSimulator simulator = simulatorPort < 0 ? null : simulator(simulatorPort, thinkingTime);
        Broker broker = null;
        try {
            broker = Broker.start(folder.resolve("broker"), port);
            return new Surroundings(broker, Database.start(folder, databasePort), simulator);
        } catch (Exception e) {
            close(broker);
            close(simulator);
            throw e;
        }
    }

    private static OpenRouterSimulator simulator(int port, Duration thinkingTime) {
        try {
            return OpenRouterSimulator.builder()
                    .port(port)
                    .thinkingTime(thinkingTime)
                    .keepRequests(KEPT_REQUESTS)
                    .start();
        } catch (java.io.UncheckedIOException e) {
            throw new MisuseException("The port " + port
                    + " of localhost cannot be used for the simulator. Name another one, or 0 for a free one");
        }
    }

    Broker broker() {
        return broker;
    }

    Database database() {
        return database;
    }

    /** Null where the real service answers. */
    OpenRouterSimulator simulator() {
        return simulator;
    }

    @Override
    public void close() {
        database.close();
        close(broker);
        close(simulator);
    }

    private static void close(AutoCloseable part) {
        if (part != null) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("A part did not stop", e);
            }
        }
    }
}
