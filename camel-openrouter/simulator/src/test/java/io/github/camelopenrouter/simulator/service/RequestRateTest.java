package io.github.camelopenrouter.simulator.service;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static io.github.camelopenrouter.simulator.service.VirtualService.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

class RequestRateTest {

    private final VirtualService virtual = new VirtualService(new ServiceSettings(
            Set.of(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            true,
            ServiceSettings.KEPT_GENERATIONS,
            2,
            Map.of()));

    @Test
    void so_many_requests_begin_within_any_minute() {
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
        virtual.pass(Duration.ofSeconds(40));
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
        assertThat(virtual.take(HELLO).status()).isEqualTo(429);
        virtual.pass(Duration.ofSeconds(20));
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
        assertThat(virtual.take(HELLO).status()).isEqualTo(429);
    }

    @Test
    void a_refused_request_learns_when_to_come_back() {
        long first = virtual.now().toEpochMilli();
        virtual.take(HELLO);
        virtual.pass(Duration.ofSeconds(1));
        virtual.take(HELLO);
        ServiceAnswer refused = virtual.ask(HELLO);
        assertThat(refused.headers())
                .containsEntry("X-RateLimit-Limit", "2")
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("X-RateLimit-Reset", String.valueOf(first + 60_000));
        assertThat(VirtualService.json(refused).at("/error/metadata/error_type").asText())
                .isEqualTo("rate_limit_exceeded");
    }

    @Test
    void another_key_does_not_help() {
        virtual.take(HELLO);
        virtual.take(HELLO);
        assertThat(virtual.take(HELLO, "Authorization", "Bearer other").status())
                .isEqualTo(429);
    }

    @Test
    void only_chat_counts() {
        for (int i = 0; i < 5; i++) {
            assertThat(virtual.get("/key").status()).isEqualTo(200);
        }
        assertThat(virtual.take(HELLO).status()).isEqualTo(200);
    }
}
