package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PromptCacheTest {

    private static final String MARKED = "{\"model\":\"anthropic/claude-3-haiku\",\"cache_control\":{\"type\":"
            + "\"ephemeral\",\"ttl\":\"%s\"},\"messages\":[{\"role\":\"user\",\"content\":\"Camels cross deserts\"}]}";

    private final VirtualService virtual = new VirtualService(ServiceSettings.PROMPT);

    @ParameterizedTest
    @CsvSource({"5m, 299, true", "5m, 300, false", "1h, 3599, true", "1h, 3600, false"})
    void a_beginning_is_known_for_its_time(String ttl, long seconds, boolean known) {
        assertThat(cached(MARKED.formatted(ttl))).isZero();
        virtual.pass(Duration.ofSeconds(seconds));
        assertThat(cached(MARKED.formatted(ttl)) > 0).isEqualTo(known);
    }

    @Test
    void each_use_begins_the_time_anew() {
        cached(MARKED.formatted("5m"));
        virtual.pass(Duration.ofMinutes(4));
        cached(MARKED.formatted("5m"));
        virtual.pass(Duration.ofMinutes(4));
        assertThat(cached(MARKED.formatted("5m"))).isPositive();
    }

    @Test
    void what_failed_or_was_refused_is_not_remembered() {
        String body = MARKED.formatted("5m");
        ServiceRequest request = new ServiceRequest(
                "POST",
                "/api/v1/chat/completions",
                null,
                name -> name.equals("Authorization") ? "Bearer key" : null,
                body.getBytes(StandardCharsets.UTF_8));
        ModelFailure failure = new ModelFailure(ModelFailure.Moment.BEFORE, 503, Duration.ZERO, 0);
        assertThat(VirtualService.taken(virtual.service.answer(request, failure))
                        .status())
                .isEqualTo(503);
        virtual.service.account("key").credits(BigDecimal.ZERO);
        assertThat(virtual.ask(body).status()).isEqualTo(402);
        virtual.service.account("key").credits(Account.CREDITS);
        assertThat(cached(body)).isZero();
    }

    @Test
    void a_reset_forgets_it() {
        cached(MARKED.formatted("5m"));
        virtual.service.reset();
        assertThat(cached(MARKED.formatted("5m"))).isZero();
    }

    private int cached(String body) {
        return VirtualService.json(virtual.take(body))
                .at("/usage/prompt_tokens_details/cached_tokens")
                .asInt();
    }
}
