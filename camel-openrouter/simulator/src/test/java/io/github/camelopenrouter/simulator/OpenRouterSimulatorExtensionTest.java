package io.github.camelopenrouter.simulator;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRouterSimulatorExtensionTest {

    @RegisterExtension
    static final OpenRouterSimulatorExtension SHARED =
            new OpenRouterSimulatorExtension(OpenRouterSimulator.builder().apiKeys("good"));

    private static int port;

    @Test
    void the_simulator_is_injected_and_has_the_settings(OpenRouterSimulator simulator) throws Exception {
        assertThat(simulator).isSameAs(SHARED.simulator());
        assertThat(new JsonClient(simulator).get("/key").statusCode()).isEqualTo(401);
    }

    @Test
    void one_test_of_a_class_starts_clean(OpenRouterSimulator simulator) throws Exception {
        useOnce(simulator);
    }

    @Test
    void another_test_of_a_class_starts_clean_on_the_same_port(OpenRouterSimulator simulator) throws Exception {
        useOnce(simulator);
    }

    private static void useOnce(OpenRouterSimulator simulator) throws Exception {
        assertThat(simulator.requests()).isEmpty();
        assertThat(port).isIn(0, simulator.port());
        port = simulator.port();
        new JsonClient(simulator).get("/models");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Nested
    class A_nested_class {

        @Test
        void shares_the_simulator_of_its_outer_class(OpenRouterSimulator simulator) {
            assertThat(simulator).isSameAs(SHARED.simulator());
            assertThat(simulator.requests()).isEmpty();
        }
    }
}
