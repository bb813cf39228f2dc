package io.github.camelopenrouter.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program of this class path in a process of its own. It is told what to do, and tells how far it is, in lines; what it logs is
 * kept below {@code target/children}. It ends with whoever started it, at the latest when that one is gone.
 */
final class ChildJvm implements AutoCloseable {
    private static final Path LOGS = Path.of("target", "children");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LAST_LINES = 30;

    private final String name;
    private final Process process;
    private final Path log;
    private final Writer commands;
    private final List<String> said = new ArrayList<>();
    private boolean silent;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::listen, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one; returns at once. */
    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        Files.createDirectories(LOGS);
        Path log = Files.createTempFile(LOGS, main.getSimpleName() + "-", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // what a developer has set for the real service must not count here
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENROUTER_") || name.equals("LLM"));
        Process process = builder.start();
        return new ChildJvm(main.getSimpleName() + " (process " + process.pid() + ")", process, log);
    }

    /** Tells it one line. */
    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    /** Returns once it has said this line. */
    void await(String line) throws InterruptedException {
        await(line, line::equals);
    }

    /** What follows the prefix in the first line that has it; waits for that line. */
    String awaitAfter(String prefix) throws InterruptedException {
        return await(prefix + "...", line -> line.startsWith(prefix)).substring(prefix.length());
    }

    private String await(String what, Predicate<String> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (said) {
            while (true) {
                Optional<String> found = said.stream().filter(condition).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (silent || left <= 0) {
                    throw new AssertionError(name + (silent ? " ended" : " is running") + " and did not say '" + what
                            + "', only " + said + "; it logged\n" + lastLines());
                }
                said.wait(left);
            }
        }
    }

    /** What it has said so far, in order; a copy. */
    List<String> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    /** SIGKILL: it has no chance to finish, to tell anybody, or to roll back. Returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM: it may finish what it has. Returns when it is gone. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw new AssertionError(name + " did not stop within " + PATIENCE + "; it logged\n" + lastLines());
        }
    }

    /** Kills it where it still runs. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name;
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (said) {
                    said.add(line);
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            // it was killed in the middle of a line
        } finally {
            synchronized (said) {
                silent = true;
                said.notifyAll();
            }
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
