package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRouterServiceTest {

    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final SetClock clock = new SetClock();
    private final OpenRouterService service = new OpenRouterService(Set.of(), clock);

    @Test
    void a_cached_answer_expires_with_its_time_to_live() {
        Map<String, String> headers =
                Map.of("authorization", "Bearer key", "x-openrouter-cache", "true", "x-openrouter-cache-ttl", "60");
        assertThat(cacheStatus(headers)).isEqualTo("MISS");
        clock.now = clock.now.plus(Duration.ofSeconds(59));
        assertThat(cacheStatus(headers)).isEqualTo("HIT");
        clock.now = clock.now.plus(Duration.ofSeconds(1));
        assertThat(cacheStatus(headers)).isEqualTo("MISS");
    }

    @Test
    void a_stream_that_was_left_is_not_cached() {
        Map<String, String> headers = Map.of("authorization", "Bearer key", "x-openrouter-cache", "true");
        String stream = HELLO.replace("{\"messages\"", "{\"stream\":true,\"messages\"");
        ServiceAnswer left = chat(headers, stream);
        left.delivery().delivering(1);
        left.delivery().abandoned();
        assertThat(chat(headers, stream).headers()).containsEntry("X-OpenRouter-Cache-Status", "MISS");
    }

    @Test
    void a_stream_is_booked_once() {
        ServiceAnswer answer = chat(
                Map.of("authorization", "Bearer key"), HELLO.replace("{\"messages\"", "{\"stream\":true,\"messages\""));
        for (int i = 0; i < answer.parts().size(); i++) {
            answer.delivery().delivering(i);
        }
        var billed = service.billed();
        answer.delivery().abandoned();
        assertThat(service.billed()).isPositive().isEqualByComparingTo(billed);
    }

    @Test
    void ids_tell_when_they_were_made() {
        ServiceAnswer answer = chat(Map.of("authorization", "Bearer key"), HELLO);
        assertThat(answer.headers().get("X-Generation-Id")).startsWith("gen-" + clock.now.getEpochSecond() + "-");
    }

    private String cacheStatus(Map<String, String> headers) {
        return chat(headers, HELLO).headers().get("X-OpenRouter-Cache-Status");
    }

    private ServiceAnswer chat(Map<String, String> headers, String body) {
        return service.answer(new ServiceRequest(
                "POST",
                "/api/v1/chat/completions",
                null,
                name -> headers.get(name.toLowerCase(Locale.ROOT)),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
