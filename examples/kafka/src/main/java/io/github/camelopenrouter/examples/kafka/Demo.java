package io.github.camelopenrouter.examples.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** One run: sets everything up, lets workers come and die, and counts. Whoever makes it closes it. */
final class Demo implements AutoCloseable {
    private static final int PARTITIONS = 12;
    private static final int STARTUP_SECONDS = 60;
    private static final Duration TICK = Duration.ofSeconds(1);

    /** For retries, and for what a dead worker leaves until others may take it. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final DemoSettings settings;
    private final Duration session;
    private final UnaryOperator<String> environment;
    private final PrintStream out;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /**
     * @param session how long Kafka waits for a sign of life before it takes a worker for dead
     * @param environment looks a setting up by its name; null for none
     */
    Demo(DemoSettings settings, Duration session, UnaryOperator<String> environment, PrintStream out) {
        this.settings = settings;
        this.session = session;
        this.environment = environment;
        this.out = out;
    }

    /** Whether every job has exactly one outcome, and nothing that can be checked is wrong. */
    boolean run() throws Exception {
        Service service = environment.apply("OPENROUTER_API_KEY") == null ? open(Service.start()) : null;
        out.println(
                service == null
                        ? "OPENROUTER_API_KEY is set: this run is answered by OpenRouter, and paid."
                        : "OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        String brokers = settings.brokers() == null ? open(Broker.start()).address() : settings.brokers();
        String prefix = "openrouter-" + UUID.randomUUID().toString().substring(0, 8);
        Topics topics = Topics.of(prefix);
        topics.create(brokers, PARTITIONS);
        if (settings.brokers() != null) {
            open(() -> topics.delete(brokers));
        }
        JournalDatabase database = open(JournalDatabase.start());
        Crew crew = open(new Crew(new Crew.Common(
                brokers,
                prefix,
                service == null ? null : service.simulator().baseUrl(),
                database.url(),
                settings.requestsPerMinute(),
                session,
                keyAndModel())));
        crew.hire();
        crew.hire();
        send(brokers, topics, service != null);
        crew.awaitRunning(STARTUP_SECONDS);
        Harvest harvest = open(new Harvest(brokers, topics));
        watch(harvest, crew, service);
        return new Report(settings, harvest, crew, service, database).print(out);
    }

    /** As a file {@code .env} may have them, which the workers do not read. */
    private Map<String, String> keyAndModel() {
        Map<String, String> values = new HashMap<>();
        for (String name : List.of("OPENROUTER_API_KEY", "OPENROUTER_MODEL")) {
            String value = environment.apply(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    /** Sends the jobs, some of which are no good. */
    private void send(String brokers, Topics topics, boolean simulated)
            throws ExecutionException, InterruptedException {
        try (JobSender sender = new JobSender(brokers, topics.jobs())) {
            for (int i = 0; i < settings.jobs(); i++) {
                String prompt = "In one sentence: what is special about the number " + (i + 1) + "?";
                // the first half only: a job that fails late makes everybody wait for its retries
                boolean early = i < settings.jobs() / 2;
                if (early && i % 15 == 4) {
                    prompt = " ";
                } else if (early && simulated && i % 15 == 7) {
                    prompt += " " + Service.ALWAYS_OVERLOADED;
                } else if (early && simulated && i % 15 == 11) {
                    prompt += " " + Service.FIRST_TOO_MANY;
                }
                sender.send("job-" + (i + 1), prompt);
            }
        }
        out.println(settings.jobs() + " jobs are on the topic " + topics.jobs() + ".");
    }

    /** One line a second until all is done; a third worker after a quarter of the jobs, and a death once it works. */
    private void watch(Harvest harvest, Crew crew, Service service) throws IOException, InterruptedException {
        Progress progress = new Progress(harvest, crew, service);
        long start = System.nanoTime();
        long deadline = start
                + GRACE.toNanos()
                + Duration.ofMinutes(settings.jobs()).toNanos() / settings.requestsPerMinute() * 3 / 2;
        long next = start;
        while (harvest.jobs().size() < settings.jobs()) {
            harvest.poll(Duration.ofMillis(100));
            long now = System.nanoTime();
            if (now >= next) {
                out.println(progress.line(Duration.ofNanos(now - start)));
                next += TICK.toNanos();
            }
            int done = harvest.jobs().size();
            if (crew.size() == 2 && done * 4 >= settings.jobs()) {
                out.println("--- " + crew.hire() + " joins");
            }
            if (crew.size() == 3 && crew.victim() == null) {
                kill(crew, done);
            }
            crew.check();
            if (now > deadline) {
                out.println("--- not all is done after "
                        + Duration.ofNanos(now - start).toSeconds() + " s");
                return;
            }
        }
        out.println(progress.line(Duration.ofNanos(System.nanoTime() - start)));
    }

    /** Once the new one works, and while there is enough left to see what follows. */
    private void kill(Crew crew, int done) {
        boolean works = crew.workers().get(2).inFlight() > 0;
        boolean late = done * 3 >= settings.jobs() * 2;
        if (works || late) {
            crew.kill(late ? 1 : 2).ifPresent(death -> out.println("--- " + death));
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything, the latest first; what cannot be closed ends with this JVM. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                out.println("--- not closed: " + e.getMessage());
            }
        }
    }
}
