package io.github.camelopenrouter.examples.quarkus;

import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.core.events.ComponentAddEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** An OpenRouter on localhost, where there is no key for the real one. It ends with the application. */
@Singleton
class Simulation {
    private static final Logger LOG = Logger.getLogger(Simulation.class);

    @ConfigProperty(name = "OPENROUTER_API_KEY")
    Optional<String> key;

    private OpenRouterSimulator simulator;

    /** Before the properties of the component are bound, which win. */
    void onComponent(@Observes ComponentAddEvent event) {
        if (event.getComponent() instanceof OpenRouterComponent openrouter && key.isEmpty()) {
            simulator = OpenRouterSimulator.start();
            openrouter.getConfiguration().setApiKey("no-key-needed");
            openrouter.getConfiguration().setBaseUrl(simulator.baseUrl());
            LOG.info("OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid.");
        }
    }

    /** Null where there is a key. */
    OpenRouterSimulator simulator() {
        return simulator;
    }

    @PreDestroy
    void close() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
