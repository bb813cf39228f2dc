package io.github.camelopenrouter.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an outside project has become: a program that says {@code ANSWER} once it has its first answer, and ends.
 *
 * @param folder where it is run
 * @param libraries the folder of its jars, with all that is below
 * @param arguments of the JVM
 */
public record Program(Path folder, Path libraries, List<String> arguments) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String ANSWER = "ANSWER";

    public Program {
        arguments = List.copyOf(arguments);
    }

    /**
     * A start, from the beginning of the process until the answer is there.
     *
     * @param millis on the clock
     * @param cpuMillis of all threads of the process; NaN where the system does not tell
     */
    public record Start(double millis, double cpuMillis) {}

    /** The sizes of its jars, in bytes. */
    public List<Long> jars() throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(libraries)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jar")).toList()) {
                sizes.add(Files.size(file));
            }
        }
        return sizes;
    }

    /** Runs it once; fails unless it answers and ends by itself in time. */
    public Start start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("start.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENROUTER_") || name.equals("LLM"));
        long begin = System.nanoTime();
        Process process = builder.start();
        Thread bound = new Thread(() -> endInTime(process), "bound of a start");
        bound.setDaemon(true);
        bound.start();
        Start start = null;
        List<String> said = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (start == null && line.startsWith(ANSWER)) {
                    long end = System.nanoTime();
                    double cpu = process.info()
                            .totalCpuDuration()
                            .map(spent -> spent.toNanos() / 1e6)
                            .orElse(Double.NaN);
                    start = new Start((end - begin) / 1e6, cpu);
                }
                said.add(line);
            }
        }
        int status = process.waitFor();
        bound.join();
        if (start == null || status != 0) {
            throw new IOException(String.join(" ", command) + " in " + folder + " ended with " + status
                    + (start == null ? " and without an answer" : "") + "; it said " + said
                    + ", and more in start.log");
        }
        return start;
    }

    private static void endInTime(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
