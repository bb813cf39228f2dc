package io.github.camelopenrouter.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.benchmarks.measure.ChildJvm;
import io.github.camelopenrouter.benchmarks.queue.Broker;
import io.github.camelopenrouter.benchmarks.queue.QueueTraffic;
import io.github.camelopenrouter.benchmarks.queue.SoakWorker;
import io.github.camelopenrouter.simulator.Fault;
import io.github.camelopenrouter.simulator.Faults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * Twenty minutes of generations from a queue, of which a fifth goes wrong by chance. In the end every message must be a result or a
 * dead letter, the worker's ledger must be the service's bill, and nothing may be held any more.
 */
final class SoakRun implements Benchmarks.Benchmark {
    private static final double FAULTS = 0.2;
    private static final int JOBS_PER_SECOND = 20;
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int LAST_LOOKS = 60;
    private static final double HEAP_GROWTH = 1.05;

    @Override
    public void run(Setting setting) throws Exception {
        long seconds = Long.getLong("seconds", 20 * 60);
        PrintStream out = setting.out();
        out.printf(
                Locale.ROOT,
                "%nsoak: %d s, %d jobs a second, %.0f %% of the answers go wrong%n",
                seconds,
                JOBS_PER_SECOND,
                FAULTS * 100);
        Path folder = Files.createTempDirectory("openrouter-soak");
        String url = "tcp://localhost:" + freePort();
        try (OpenRouterSimulator simulator = OpenRouterSimulator.builder()
                        .thinkingTime(Duration.ofMillis(300))
                        .generationDelay(Duration.ofSeconds(2))
                        .keepRequests(100)
                        .faults(faults())
                        .start();
                Broker broker = new Broker(url, "dead", "jobs", "results", "dead");
                QueueTraffic traffic = new QueueTraffic(broker)) {
            Process process =
                    ChildJvm.start("-Xmx256m", SoakWorker.class.getName(), url, simulator.baseUrl(), folder.toString());
            try (Worker worker = new Worker(process)) {
                soak(seconds, out, simulator, broker, traffic, worker);
            }
        }
    }

    /**
     * Every kind but one, each as often as the others: what a reset before the first byte has cost is told to nobody, so that no
     * ledger can have it.
     */
    private static Faults faults() {
        List<Fault> kinds = new ArrayList<>(List.of(Fault.values()));
        kinds.remove(Fault.RESET_AT_ONCE);
        Faults faults = Faults.seeded(42).pause(Duration.ofSeconds(1));
        for (Fault kind : kinds) {
            faults = faults.share(kind, FAULTS / kinds.size());
        }
        return faults;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void soak(
            long seconds,
            PrintStream out,
            OpenRouterSimulator simulator,
            Broker broker,
            QueueTraffic traffic,
            Worker worker)
            throws Exception {
        List<State> looks = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long nextLook = start + LOOK.toNanos();
        for (long tick = start; tick < end; tick += TimeUnit.SECONDS.toNanos(1)) {
            traffic.send(JOBS_PER_SECOND);
            if (System.nanoTime() >= nextLook) {
                nextLook += LOOK.toNanos();
                looks.add(look(out, start, traffic, worker));
            }
            TimeUnit.NANOSECONDS.sleep(tick + TimeUnit.SECONDS.toNanos(1) - System.nanoTime());
        }
        State last = look(out, start, traffic, worker);
        for (int i = 0; i < LAST_LOOKS && !atRest(last, traffic); i++) {
            TimeUnit.SECONDS.sleep(2);
            last = look(out, start, traffic, worker);
        }
        report(out, looks, last, simulator, broker, traffic);
    }

    /** Everything was answered, and the service has told what the cut answers cost. */
    private static boolean atRest(State state, QueueTraffic traffic) {
        return traffic.sent() == traffic.results() + traffic.dead() && state.unknown == 0 && state.inFlight == 0;
    }

    private static State look(PrintStream out, long start, QueueTraffic traffic, Worker worker) throws IOException {
        State state = worker.look();
        out.printf(
                Locale.ROOT,
                "  %5d s  in %,d  results %,d  dead %,d  calls %,d  unknown %d  in flight %d  heap %,d KB  threads %d"
                        + "  files %d  cost %s%n",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                traffic.sent(),
                traffic.results(),
                traffic.dead(),
                state.calls,
                state.unknown,
                state.inFlight,
                state.heapKb,
                state.threads,
                state.files,
                state.cost);
        return state;
    }

    private static void report(
            PrintStream out,
            List<State> looks,
            State last,
            OpenRouterSimulator simulator,
            Broker broker,
            QueueTraffic traffic) {
        out.printf("  faults %s%n", simulator.faultCounts());
        out.printf("  requests answered %,d%n", simulator.chatCallsAnswered());
        verdict(
                out,
                "messages in = results + dead letters",
                traffic.sent() + " = " + traffic.results() + " + " + traffic.dead(),
                traffic.sent() == traffic.results() + traffic.dead() && broker.count("jobs") == 0);
        verdict(out, "no result twice", traffic.twice() + " twice", traffic.twice() == 0);
        BigDecimal billed = simulator.billed();
        verdict(
                out,
                "ledger = bill",
                last.cost + " = " + billed.toPlainString() + ", unknown " + last.unknown,
                last.cost.compareTo(billed) == 0);
        verdict(
                out,
                "permits back",
                last.inFlight + " in flight, " + last.queued + " queued",
                last.inFlight == 0 && last.queued == 0);
        verdict(
                out,
                "requests ended at the service",
                simulator.chatCallsInFlight() + " in flight",
                simulator.chatCallsInFlight() == 0);
        int half = looks.size() / 2;
        double early = heap(looks.subList(half / 2, half));
        double late = heap(looks.subList(half + half / 2, looks.size()));
        verdict(
                out,
                "heap flat",
                String.format(Locale.ROOT, "second quarter %,.0f KB, last quarter %,.0f KB", early, late),
                late <= early * HEAP_GROWTH);
    }

    private static double heap(List<State> looks) {
        return looks.stream().mapToLong(look -> look.heapKb).average().orElse(0);
    }

    private static void verdict(PrintStream out, String what, String seen, boolean met) {
        out.printf("  %-40s %s  %s%n", what, met ? "met" : "MISSED", seen);
    }

    /** What the worker saw of itself. */
    private record State(
            long heapKb,
            int threads,
            long files,
            int inFlight,
            int queued,
            long calls,
            long unknown,
            BigDecimal cost) {}

    /** The worker's process: asked by a line, answers with a line, ends with its input. */
    private static final class Worker implements AutoCloseable {
        private static final int PATIENCE_SECONDS = 30;

        private final Process process;
        private final BufferedReader answers;
        private final BufferedWriter questions;

        Worker(Process process) throws IOException {
            this.process = process;
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            questions =
                    new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
            line();
        }

        State look() throws IOException {
            questions.newLine();
            questions.flush();
            String[] words = line().split(" ");
            return new State(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1]),
                    Long.parseLong(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    new BigDecimal(words[7]));
        }

        private String line() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("the worker has ended");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            questions.close();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
