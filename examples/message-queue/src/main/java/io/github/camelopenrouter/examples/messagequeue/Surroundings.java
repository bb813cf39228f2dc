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
    /** Those that do not depend on who starts them. */
    static final List<String> GENERAL_OPTIONS = List.of("folder", "redelivery-delay", "thinking-time");

    private static final List<String> OPTIONS = List.of("port", "database-port", "simulator-port");
    private static final Duration THINKING_TIME = Duration.ofMillis(1_500);
    private static final Duration REDELIVERY_DELAY = Duration.ofMillis(2_500);
    private static final Duration PAID_REDELIVERY_DELAY = Duration.ofSeconds(10);
    private static final int BROKER_PORT = 61_616;
    private static final int DATABASE_PORT = 9_092;
    private static final int KEPT_REQUESTS = 100;
    /** The bill is checked line by line. */
    private static final int KEPT_GENERATIONS = 100_000;

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
        Terminal.exit(run(System.out, System.err, args));
    }

    /** Everything but leaving the JVM. Returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... args) {
        return Terminal.run(err, () -> serve(out, args));
    }

    private static int serve(PrintStream out, String... args) throws Exception {
        Options options = Options.parse(List.of(OPTIONS, GENERAL_OPTIONS), args);
        Ports ports = new Ports(
                options.port("port", BROKER_PORT),
                options.port("database-port", DATABASE_PORT),
                options.port("simulator-port", Settings.SIMULATOR_PORT));
        boolean paid = Settings.load().hasKey();
        try (Surroundings surroundings = start(options, options.folder("folder", Settings.folder()), ports, paid)) {
            out.println("Broker " + surroundings.broker.url() + ", database " + surroundings.database.url()
                    + (paid ? "" : ", simulator " + surroundings.simulator.baseUrl()));
            new CountDownLatch(1).await();
            return 0;
        }
    }

    /** Where they listen; 0 means a free one. */
    record Ports(int broker, int database, int simulator) {}

    /**
     * Starts all of them.
     *
     * @param options the {@link #GENERAL_OPTIONS}
     * @param folder where messages and database are kept
     * @param paid whether the real service answers, and no simulator is needed
     * @throws MisuseException if a port cannot be used
     */
    static Surroundings start(Options options, Path folder, Ports ports, boolean paid) throws Exception {
        Duration delay = options.seconds("redelivery-delay", paid ? PAID_REDELIVERY_DELAY : REDELIVERY_DELAY);
        Duration thinkingTime = options.seconds("thinking-time", THINKING_TIME);
        OpenRouterSimulator simulator = null;
        Broker broker = null;
        try {
            broker = Broker.start(folder.resolve("broker"), ports.broker, delay);
            simulator = paid ? null : simulator(ports.simulator, thinkingTime);
            return new Surroundings(broker, Database.start(folder, ports.database), simulator);
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
                    .keepGenerations(KEPT_GENERATIONS)
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
