package io.github.camelopenrouter.simulator.service;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResponseCacheTest {

    private static final Duration THINKING = Duration.ofSeconds(30);
    private static final String[] CACHED = {"X-OpenRouter-Cache", "true", "X-OpenRouter-Cache-TTL", "60"};
    private static final String DOES_NOT_STOP =
            VirtualService.STREAM.replace("{\"stream\"", "{\"model\":\"google/gemini-2.5-flash\",\"stream\"");

    private final VirtualService virtual = slow(true);

    @Test
    void a_cached_answer_expires_with_its_time_to_live() {
        assertThat(status(VirtualService.HELLO)).isEqualTo("MISS");
        virtual.pass(Duration.ofSeconds(59));
        assertThat(status(VirtualService.HELLO)).isEqualTo("HIT");
        virtual.pass(Duration.ofSeconds(1));
        assertThat(status(VirtualService.HELLO)).isEqualTo("MISS");
    }

    @Test
    void a_hit_comes_at_once() {
        virtual.take(VirtualService.STREAM, CACHED);
        ServiceAnswer hit = virtual.take(VirtualService.STREAM, CACHED);
        assertThat(hit.headers()).containsEntry("X-OpenRouter-Cache-Status", "HIT");
        assertThat(hit.keepAlive()).isEmpty();
        assertThat(hit.parts()).hasSizeGreaterThan(3).noneMatch(ServiceAnswer.Part::paced);
    }

    @Test
    void a_stream_and_a_single_answer_are_not_the_same() {
        virtual.take(VirtualService.HELLO, CACHED);
        assertThat(status(VirtualService.STREAM)).isEqualTo("MISS");
    }

    @Test
    void two_at_a_time_both_miss() {
        ServiceAnswer first = virtual.ask(VirtualService.HELLO, CACHED);
        ServiceAnswer second = virtual.ask(VirtualService.HELLO, CACHED);
        VirtualService.taken(first);
        assertThat(VirtualService.taken(second).headers()).containsEntry("X-OpenRouter-Cache-Status", "MISS");
    }

    @Test
    void a_stream_that_was_left_and_stopped_is_not_cached() {
        VirtualService.left(virtual.ask(VirtualService.STREAM, CACHED), 1);
        virtual.pass(THINKING);
        assertThat(status(VirtualService.STREAM)).isEqualTo("MISS");
    }

    @Test
    void an_answer_that_was_left_is_cached_once_the_model_is_done() {
        ServiceAnswer left = virtual.ask(VirtualService.HELLO, CACHED);
        left.delivery().abandoned();
        assertThat(VirtualService.left(virtual.ask(VirtualService.HELLO, CACHED), -1)
                        .headers())
                .containsEntry("X-OpenRouter-Cache-Status", "MISS");
        virtual.pass(THINKING);
        ServiceAnswer hit = virtual.take(VirtualService.HELLO, CACHED);
        assertThat(hit.headers()).containsEntry("X-OpenRouter-Cache-Status", "HIT");
    }

    @Test
    void a_stream_that_was_left_is_cached_if_its_provider_does_not_stop() {
        VirtualService.left(virtual.ask(DOES_NOT_STOP, CACHED), 1);
        virtual.pass(THINKING);
        assertThat(status(DOES_NOT_STOP)).isEqualTo("HIT");
    }

    @Test
    void an_answer_that_was_left_is_not_cached_if_told_so() {
        VirtualService strict = slow(false);
        strict.ask(VirtualService.HELLO, CACHED).delivery().abandoned();
        strict.pass(THINKING);
        assertThat(strict.take(VirtualService.HELLO, CACHED).headers())
                .containsEntry("X-OpenRouter-Cache-Status", "MISS");
        assertThat(strict.take(VirtualService.HELLO, CACHED).headers())
                .containsEntry("X-OpenRouter-Cache-Status", "HIT");
    }

    private String status(String body) {
        return virtual.take(body, CACHED).headers().get("X-OpenRouter-Cache-Status");
    }

    private static VirtualService slow(boolean cachesLeftAnswers) {
        return new VirtualService(new ServiceSettings(
                Set.of(), THINKING, Duration.ZERO, Duration.ZERO, cachesLeftAnswers, 100, 0, Map.of()));
    }
}
