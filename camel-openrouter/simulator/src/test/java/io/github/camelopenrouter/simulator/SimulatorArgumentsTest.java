package io.github.camelopenrouter.simulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SimulatorArgumentsTest {

    @ParameterizedTest
    @CsvSource({
        "8787, This is not --NAME=VALUE: 8787",
        "--port, This is not --NAME=VALUE: --port",
        "--port=many, --port must be a number: many",
        "--faults=0.2, '--faults must be a seed and a share like 42:0.2: 0.2'",
        "--speed=1, There is no argument --speed",
        "--thinking-time=5, '--thinking-time must be a time like 250ms, 2s or 1m: 5'",
        "--token-interval=2h, '--token-interval must be a time like 250ms, 2s or 1m: 2h'",
    })
    void what_makes_no_sense_is_refused(String argument, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SimulatorArguments.parse(argument))
                .withMessage(message);
    }

    @Test
    void several_keys_and_times_are_understood() throws Exception {
        try (OpenRouterSimulator simulator = SimulatorArguments.parse(
                        "--port=0",
                        "--faults=1:0",
                        "--requests-per-minute=9",
                        "--key=one",
                        "--key=two",
                        "--thinking-time=0",
                        "--generation-delay=1m")
                .start()) {
            JsonClient client = new JsonClient(simulator);
            String hello = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            String[] key = {"Authorization", "Bearer two"};
            String id = JsonClient.json(client.chat(hello, key)).path("id").asText();
            assertThat(client.get("/generation?id=" + id, key).statusCode()).isEqualTo(404);
            assertThat(client.get("/key", "Authorization", "Bearer one").statusCode())
                    .isEqualTo(200);
        }
    }
}
