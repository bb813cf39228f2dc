package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs a simulator until it is interrupted. */
public final class SimulatorMain {

    private static final int DEFAULT_PORT = 8787;
    private static final int KEPT_REQUESTS = 100;
    private static final Duration TOKEN_INTERVAL = Duration.ofMillis(20);

    private SimulatorMain() {}

    /**
     * Starts a simulator that streams as fast as a real model and prints its base URL.
     *
     * @param args the port, 8787 if there is none; 0 for a free one
     */
    public static void main(String[] args) {
        int port = args.length == 0 ? DEFAULT_PORT : Integer.parseInt(args[0]);
        try (OpenRouterSimulator simulator = OpenRouterSimulator.builder()
                .port(port)
                .keepRequests(KEPT_REQUESTS)
                .tokenInterval(TOKEN_INTERVAL)
                .start()) {
            System.out.println("OpenRouter simulator: " + simulator.baseUrl());
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // that is how it is stopped
        }
    }
}
