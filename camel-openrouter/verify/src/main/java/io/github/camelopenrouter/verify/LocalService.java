package io.github.camelopenrouter.verify;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** A simulator in this process. Nothing else here knows it, so that the program says what is missing where it is not there. */
final class LocalService implements AutoCloseable {
    static final String KEY = "sk-or-v1-simulator-needs-no-key";
    static final String MODEL = "openai/gpt-4o-mini";

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();

    String baseUrl() {
        return simulator.baseUrl();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
