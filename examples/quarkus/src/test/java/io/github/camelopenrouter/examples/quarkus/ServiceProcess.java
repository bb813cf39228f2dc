package io.github.camelopenrouter.examples.quarkus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged application in a process of its own. Closing ends it as a terminal does. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final Process process;
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final List<String> output = new ArrayList<>();
    private final Thread reader;

    /**
     * @param options of the JVM
     */
    ServiceProcess(Path folder, String... options) throws IOException {
        Path jar = Path.of(System.getProperty("quarkus.run.jar"));
        assertThat(Files.isRegularFile(jar)).as("made by mvn package: " + jar).isTrue();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dquarkus.http.port=0");
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("OPENROUTER_API_KEY");
        process = builder.start();
        reader = new Thread(this::read, "output of the service");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(unread::add);
        } catch (IOException e) {
            unread.add("the output cannot be read: " + e);
        }
    }

    /** Waits until it listens. */
    String address() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            String line = unread.poll(1, TimeUnit.SECONDS);
            if (line != null) {
                output.add(line);
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    return listening.group(1);
                }
            } else if (!process.isAlive()) {
                break;
            }
        }
        throw new AssertionError("it does not listen: " + String.join("\n", output));
    }

    /** Waits for its end. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /** All that it has said. */
    String output() {
        unread.drainTo(output);
        return String.join("\n", output);
    }

    /** As a terminal or an orchestrator ends it; what it says meanwhile is still read. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
