package io.github.camelopenrouter.simulator.service;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import static io.github.camelopenrouter.simulator.service.VirtualService.HELLO;
import static io.github.camelopenrouter.simulator.service.VirtualService.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

/** What {@code GET /generation} tells, and when. */
class GenerationTest {

    private static final Duration THINKING = Duration.ofSeconds(30);
    private static final Duration DELAY = Duration.ofSeconds(5);

    private final VirtualService virtual = new VirtualService(
            new ServiceSettings(Set.of(), THINKING, Duration.ofSeconds(1), DELAY, true, 100, 0, Map.of()));

    @Test
    void a_generation_is_known_only_some_time_after_its_end() {
        ServiceAnswer answer = virtual.take(HELLO);
        virtual.pass(DELAY.minusMillis(1));
        assertThat(virtual.generation(answer).status()).isEqualTo(404);
        virtual.pass(Duration.ofMillis(1));
        assertThat(data(answer).path("total_cost").decimalValue())
                .isEqualByComparingTo(virtual.service.billed())
                .isPositive();
    }

    @Test
    void a_generation_that_is_under_way_is_not_known() {
        ServiceAnswer answer = virtual.ask(HELLO);
        virtual.pass(THINKING.plus(DELAY));
        assertThat(virtual.generation(answer).status()).isEqualTo(404);
    }

    @Test
    void a_single_answer_whose_client_left_is_completed_and_billed_as_a_whole() {
        ServiceAnswer answer = virtual.ask(HELLO);
        virtual.pass(Duration.ofSeconds(10));
        answer.delivery().abandoned();
        virtual.pass(Duration.ofSeconds(20).plus(DELAY).minusMillis(1));
        assertThat(virtual.generation(answer).status()).isEqualTo(404);
        virtual.pass(Duration.ofMillis(1));

        JsonNode generation = data(answer);
        JsonNode usage = VirtualService.json(answer).path("usage");
        assertThat(generation.path("total_cost").decimalValue())
                .isEqualByComparingTo(usage.path("cost").decimalValue());
        assertThat(generation.path("tokens_completion")).isEqualTo(usage.path("completion_tokens"));
        assertThat(generation.path("cancelled").asBoolean()).isFalse();
        assertThat(generation.path("streamed").asBoolean()).isFalse();
        assertThat(generation.path("finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void a_stream_that_was_cut_is_billed_up_to_there() {
        JsonNode generation = dataOfLeft(STREAM, 3);
        assertThat(generation.path("tokens_completion").asInt()).isEqualTo(3);
        assertThat(generation.path("cancelled").asBoolean()).isTrue();
        assertThat(generation.path("finish_reason").isNull()).isTrue();
        assertThat(generation.path("total_cost").decimalValue())
                .isEqualByComparingTo(virtual.service.billed())
                .isPositive();
    }

    @Test
    void a_stream_that_was_cut_before_its_first_token_costs_nothing() {
        JsonNode generation = dataOfLeft(STREAM, 0);
        assertThat(generation.path("tokens_completion").asInt()).isZero();
        assertThat(generation.path("total_cost").decimalValue()).isZero();
        assertThat(virtual.service.billed()).isZero();
    }

    @Test
    void a_stream_of_a_provider_that_does_not_stop_is_known_when_its_model_is_done() {
        ServiceAnswer answer = virtual.ask(STREAM.replace("{", "{\"model\":\"google/gemini-2.5-flash\",")
                .replace("[{\"model\":\"google/gemini-2.5-flash\",", "[{"));
        long tokens = answer.parts().stream().filter(ServiceAnswer.Part::paced).count();
        VirtualService.left(answer, 1);
        virtual.pass(THINKING.plus(DELAY).plusSeconds(tokens).minusMillis(1));
        assertThat(virtual.generation(answer).status()).isEqualTo(404);
        virtual.pass(Duration.ofMillis(1));
        JsonNode generation = data(answer);
        assertThat(generation.path("tokens_completion").asLong()).isEqualTo(tokens);
        assertThat(generation.path("cancelled").asBoolean()).isTrue();
    }

    private JsonNode dataOfLeft(String body, int part) {
        ServiceAnswer answer = VirtualService.left(virtual.ask(body), part);
        virtual.pass(DELAY);
        return data(answer);
    }

    private JsonNode data(ServiceAnswer answer) {
        ServiceAnswer generation = virtual.generation(answer);
        assertThat(generation.status()).isEqualTo(200);
        return VirtualService.json(generation).path("data");
    }
}
