package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs a simulator as a program of its own. */
public final class SimulatorMain {

    private static final int WRONG_USAGE = 2;

    private SimulatorMain() {}

    /**
     * Starts a simulator that streams as fast as a real model, prints one line with its base URL, and runs until the
     * standard input ends or the process is told to.
     *
     * @param args {@code --NAME=VALUE}, or {@code --help}, which is answered and ends the program; whatever is not understood is
     *     explained, and ends the program with status 2
     * @throws IOException if the standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (SimulatorArguments.askForHelp(args)) {
            System.out.println(SimulatorArguments.USAGE);
            return;
        }
        try (OpenRouterSimulator simulator = SimulatorArguments.parse(args).start()) {
            System.out.println("OpenRouter simulator: " + simulator.baseUrl());
            while (System.in.read() >= 0) {
                continue; // what is written here does not matter, only that somebody still could
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.err.println(SimulatorArguments.USAGE);
            System.exit(WRONG_USAGE);
        }
    }
}
