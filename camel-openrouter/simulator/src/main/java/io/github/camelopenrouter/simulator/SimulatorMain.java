package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs a simulator until it is interrupted. */
public final class SimulatorMain {

    private static final int DEFAULT_PORT = 8787;
    private static final Duration TOKEN_INTERVAL = Duration.ofMillis(20);

    private SimulatorMain() {}

    /**
     * Starts a simulator that streams as fast as a real model and prints its base URL.
     *
     * @param args the port, 8787 if there is none
     */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length == 0 ? DEFAULT_PORT : Integer.parseInt(args[0]);
        try (OpenRouterSimulator simulator = OpenRouterSimulator.builder()
                .port(port)
                .tokenInterval(TOKEN_INTERVAL)
                .start()) {
            System.out.println("OpenRouter simulator: " + simulator.baseUrl());
            new CountDownLatch(1).await();
        }
    }
}
