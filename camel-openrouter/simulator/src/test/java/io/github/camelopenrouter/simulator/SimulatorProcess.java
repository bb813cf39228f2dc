package io.github.camelopenrouter.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A simulator in a JVM of its own; its standard error is in its output. It ends with its test, whatever happens. */
final class SimulatorProcess implements AutoCloseable {

    static final String INTRODUCTION = "OpenRouter simulator: ";

    private static final int SECONDS_TO_END = 60;

    private final Process process;
    private final BufferedReader output;

    private SimulatorProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param program what {@code java} takes before the arguments of the program: {@code -jar} and a jar, or a class path and a class
     */
    static SimulatorProcess run(List<String> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of(arguments));
        return new SimulatorProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits until the simulator has told where it is. */
    String baseUrl() throws IOException {
        String line = output.readLine();
        assertThat(line).startsWith(INTRODUCTION + "http://localhost:");
        return line.substring(INTRODUCTION.length());
    }

    /** All that it prints until it ends. */
    String output() {
        return String.join("\n", output.lines().toList());
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    void signal() {
        // the process itself would close its input as well, whose end ends the simulator without an error
        process.toHandle().destroy();
    }

    /** Waits for the end. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS))
                .as("ended by itself")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
