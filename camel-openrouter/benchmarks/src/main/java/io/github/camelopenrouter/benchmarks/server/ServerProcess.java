package io.github.camelopenrouter.benchmarks.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

import io.github.camelopenrouter.benchmarks.measure.ChildJvm;

/** The server as the benchmarks see it: a child process, its port, and what it has seen. */
public final class ServerProcess implements AutoCloseable {

    static final String RESET = "reset";
    static final String DROP = "drop";

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final int port;

    /**
     * What the server has seen.
     *
     * @param connections that are open
     * @param inFlight requests that are not yet answered to the end
     * @param maxInFlight the most of them since the last reset
     * @param chunks that it has written of the stream that began last
     * @param goneAt when that stream's connection was cut before its end, as nanoTime; 0 if it was not
     */
    public record State(int connections, int inFlight, int maxInFlight, long chunks, long goneAt) {}

    public ServerProcess() throws IOException {
        process = ChildJvm.start("-Xmx512m", ModelServer.class.getName());
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
        port = Integer.parseInt(line());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public State state() throws IOException {
        return command("state");
    }

    /** Forgets the most in flight and the latest stream. */
    public void reset() throws IOException {
        command(RESET);
    }

    /** Closes all connections. */
    public void drop() throws IOException {
        command(DROP);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private State command(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        String[] numbers = line().split(" ");
        return new State(
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[1]),
                Integer.parseInt(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]));
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The server has ended");
        }
        return line;
    }
}
