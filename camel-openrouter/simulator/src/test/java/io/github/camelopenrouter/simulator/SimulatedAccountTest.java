package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OpenRouterSimulatorExtension.class)
class SimulatedAccountTest {

    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    SimulatedAccountTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void an_account_changes_while_the_simulator_runs() throws Exception {
        SimulatedAccount account = simulator.account("key");
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
        account.inFlightBudget(0, Duration.ofSeconds(7));
        HttpResponse<String> refused = client.chat(HELLO);
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(refused.headers().firstValue("X-Generation-Id")).isPresent();
        account.keyLimit(BigDecimal.ZERO, "monthly");
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(403);
        account.keyLimit(null, null).inFlightBudget(1, Duration.ZERO).credits(BigDecimal.ZERO);
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(402);
        account.revoke();
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(401);
        account.accept().credits(BigDecimal.TEN);
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void a_reset_forgets_what_was_set() throws Exception {
        simulator.account("key").revoke();
        simulator.reset();
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void a_negative_number_is_refused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> simulator.account("key").freeRequestsPerDay(-1))
                .withMessage("freeRequestsPerDay must not be negative: -1");
    }

    @Test
    void a_rate_can_be_set_for_all_keys() throws Exception {
        try (OpenRouterSimulator limited =
                OpenRouterSimulator.builder().requestsPerMinute(1).start()) {
            JsonClient limitedClient = new JsonClient(limited);
            assertThat(limitedClient.chat(HELLO).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = limitedClient.chat(HELLO);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("X-RateLimit-Reset")).isPresent();
        }
    }
}
