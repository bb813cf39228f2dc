package io.github.camelopenrouter.examples.quarkus;

import java.net.URL;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.quarkus.test.common.http.TestHTTPResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The running service, a client, and the simulator that it has started for want of a key. */
abstract class ServiceTestSupport {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource
    URL service;

    @Inject
    Simulation simulation;

    @Inject
    CamelContext camel;

    OpenRouterSimulator simulator;
    Client client;

    @BeforeEach
    void start_anew() {
        simulator = simulation.simulator();
        simulator.reset();
        client = new Client(service.toString());
    }

    @AfterEach
    void nothing_is_under_way() {
        await().atMost(PATIENCE).until(() -> camel.getInflightRepository().size() == 0);
        await().atMost(PATIENCE).until(() -> simulator.chatCallsInFlight() == 0);
        assertThat(openrouter().getInFlight()).isZero();
        assertThat(openrouter().getQueued()).isZero();
    }

    OpenRouterComponent openrouter() {
        return camel.getComponent("openrouter", OpenRouterComponent.class);
    }

    /** What models were asked; the budget asks for prices besides. */
    List<RecordedRequest> questions() {
        return simulator.requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .toList();
    }

    RecordedRequest awaitQuestion() {
        await().atMost(PATIENCE).until(() -> !questions().isEmpty());
        return questions().get(0);
    }
}
