package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.camelopenrouter.examples.messagequeue.Surroundings.Ports;

/**
 * The whole example with one command: sends jobs, kills the worker in the middle of its generations, starts another one, and
 * checks that nothing was lost and nothing paid twice.
 */
public final class Demo {
    private static final List<String> OPTIONS = List.of("jobs", "poison", "port", "time-limit");
    private static final int JOBS = 40;
    private static final int PAID_JOBS = 6;
    private static final int MOST_JOBS = 10_000;
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    private final PrintStream out;
    private final PrintStream err;
    private final Settings settings;

    Demo(PrintStream out, PrintStream err, Settings settings) {
        this.out = out;
        this.err = err;
        this.settings = settings;
    }

    public static void main(String[] args) {
        Terminal.exit(
                Terminal.run(System.err, () -> new Demo(System.out, System.err, Settings.load()).demonstrate(args)));
    }

    /** Everything but leaving the JVM. Returns its exit status. */
    int run(String... args) {
        return Terminal.run(err, () -> demonstrate(args));
    }

    private int demonstrate(String... args) throws Exception {
        Options options =
                Options.parse(List.of(OPTIONS, WorkerSettings.GENERAL_OPTIONS, Surroundings.GENERAL_OPTIONS), args);
        boolean paid = settings.hasKey();
        int jobs = options.number("jobs", paid ? PAID_JOBS : JOBS, 1, MOST_JOBS);
        int poison = options.number("poison", Math.max(1, jobs / 10), 0, jobs);
        Duration timeLimit = options.seconds("time-limit", TIME_LIMIT);
        Ports ports = new Ports(options.port("port", 0), 0, 0);
        // a folder for each run: nothing of an earlier one is counted, and nothing of anybody is deleted
        Path folder = Files.createTempDirectory(options.folder("folder", Settings.folder()), "run-");

        try (Surroundings surroundings = Surroundings.start(options, folder, ports, paid)) {
            out.println(
                    paid
                            ? "OpenRouter answers, and is paid."
                            : "OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
            out.println("Messages, database and logs are in " + folder);
            WorkerSettings worker = WorkerSettings.of(
                    options,
                    surroundings.broker().url(),
                    surroundings.database().url(),
                    paid);
            Run run = new Run(out, surroundings, settings, folder, worker, timeLimit);
            Report report = run.go(jobs, poison);
            report.print(out);
            return report.isGood() ? 0 : Terminal.FAILED;
        }
    }
}
