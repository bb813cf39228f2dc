package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What each fault looks like, what it costs, and what {@code GET /generation} says about it. */
class FaultyAnswersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAM = HELLO.replace("{\"messages\"", "{\"stream\":true,\"messages\"");

    private OpenRouterSimulator simulator;
    private JsonClient client;

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {HELLO, "stream"})
    void a_provider_that_is_asked_too_often_says_when_to_come_back(String body) throws Exception {
        start(Fault.RATE_LIMITED);
        HttpResponse<String> response = client.chat(body.equals(HELLO) ? HELLO : STREAM);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
        JsonNode error = JsonClient.json(response).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(429);
        assertThat(error.at("/metadata/limit_source").asText()).isEqualTo("upstream_provider_shared_pool");
        assertThat(error.at("/metadata/retry_after_seconds").asInt()).isEqualTo(3);
        assertFailedWithoutCost(generationId(response));
    }

    @Test
    void a_server_fails_in_several_ways() throws Exception {
        start(Fault.SERVER_ERROR);
        for (int i = 0; i < 40; i++) {
            HttpResponse<String> response = client.chat(HELLO);
            assertThat(response.statusCode()).isIn(500, 502, 503, 529);
            assertThat(JsonClient.json(response).at("/error/code").asInt()).isEqualTo(response.statusCode());
            assertThat(response.headers().firstValue("Retry-After").isPresent())
                    .isEqualTo(response.statusCode() == 503);
        }
        assertThat(simulator.billed()).isZero();
        assertThat(simulator.billedGenerations()).hasSize(40).allMatch(BilledGeneration::failed);
    }

    @Test
    void an_error_tells_how_it_was_routed_unless_the_service_itself_failed() throws Exception {
        start(Fault.SERVER_ERROR);
        for (int i = 0; i < 40; i++) {
            JsonNode body = JsonClient.json(client.chat(HELLO, "X-OpenRouter-Metadata", "enabled"));
            int status = body.at("/error/code").asInt();
            assertThat(body.at("/openrouter_metadata/attempts/0/status").asInt())
                    .isEqualTo(status == 500 ? 0 : status);
        }
    }

    @Test
    void an_error_can_hide_in_a_success() throws Exception {
        start(Fault.ERROR_IN_ANSWER);
        HttpResponse<String> response = client.chat(HELLO);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = JsonClient.json(response);
        assertThat(body.has("choices")).isFalse();
        assertThat(body.at("/error/code").asInt()).isEqualTo(502);
        assertFailedWithoutCost(generationId(response));
    }

    @Test
    void a_stream_can_begin_with_an_error() throws Exception {
        start(Fault.ERROR_IN_ANSWER);
        HttpResponse<String> response = client.chat(STREAM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JsonClient.chunks(response.body())).singleElement().satisfies(chunk -> {
            assertThat(chunk.at("/error/code").asInt()).isEqualTo(502);
            assertThat(chunk.at("/choices/0/finish_reason").asText()).isEqualTo("error");
        });
        assertFailedWithoutCost(generationId(response));
    }

    @Test
    void a_stream_can_end_with_an_error() throws Exception {
        start(Fault.ERROR_IN_STREAM);
        HttpResponse<String> response = client.chat(STREAM);
        List<JsonNode> chunks = JsonClient.chunks(response.body());
        assertThat(chunks).hasSizeGreaterThan(1);
        assertThat(chunks.get(0).at("/choices/0/delta/content").asText()).isNotEmpty();
        assertThat(chunks.get(chunks.size() - 1)
                        .at("/error/metadata/error_type")
                        .asText())
                .isEqualTo("provider_unavailable");
        assertFailedWithoutCost(generationId(response));
    }

    @Test
    void a_single_answer_can_be_a_part_and_an_error() throws Exception {
        start(Fault.ERROR_IN_STREAM);
        HttpResponse<String> response = client.chat(HELLO);
        JsonNode choice = JsonClient.json(response).at("/choices/0");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("error");
        assertThat(choice.at("/error/code").asInt()).isEqualTo(502);
        assertThat(choice.at("/message/content").asText()).isNotEmpty();
        assertFailedWithoutCost(generationId(response));
    }

    @Test
    void a_stream_that_is_truncated_ends_properly_and_is_billed_up_to_there() throws Exception {
        start(Fault.TRUNCATED);
        HttpResponse<String> response = client.chat(STREAM);
        assertThat(response.body()).doesNotEndWith("data: [DONE]\n\n");
        assertCut(generationId(response), true);
    }

    @Test
    void a_single_answer_that_is_truncated_is_billed_as_a_whole() throws Exception {
        start(Fault.TRUNCATED);
        HttpResponse<String> response = client.chat(HELLO);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonClient.MAPPER.readValue(response.body() + "\n", Map.class));
        assertCut(generationId(response), false);
        assertThat(simulator.billed()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {HELLO, "stream"})
    void a_truncation_hits_every_byte_of_an_answer_one_after_the_other(String body) throws Exception {
        String request = body.equals(HELLO) ? HELLO : STREAM;
        start(Faults.seeded(5).share(Fault.TRUNCATED, 1).atEveryByte());
        int length = 0;
        for (int cut = 0; cut == 0 || length == cut - 1; cut++) {
            length = client.chat(request).body().getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(length).isZero();
        int whole = simulator.requests().size() - 1;
        start(Faults.seeded(5));
        assertThat(client.chat(request).body().getBytes(StandardCharsets.UTF_8)).hasSize(whole);
    }

    @Test
    void a_stream_that_is_reset_is_billed_up_to_there() throws Exception {
        start(Fault.RESET_IN_ANSWER);
        RawClient raw = new RawClient(simulator).chat(STREAM);
        assertThatExceptionOfType(IOException.class).isThrownBy(raw::readAll);
        assertThat(simulator.takeRequest(PATIENCE).bytesWritten()).isPositive();
        assertCut(simulator.billedGenerations().get(0).id(), true);
        assertThat(simulator.chatCallsAnswered()).isZero();
    }

    @Test
    void a_reset_at_once_leaves_no_byte_and_a_bill() throws Exception {
        start(Fault.RESET_AT_ONCE);
        RawClient raw = new RawClient(simulator).chat(HELLO);
        assertThatExceptionOfType(IOException.class).isThrownBy(raw::readAll);
        assertThat(simulator.billedGenerations()).singleElement().satisfies(line -> {
            assertThat(line.clientGone()).isTrue();
            assertThat(line.cost()).isPositive();
        });
        assertThat(simulator.chatCallsInFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"STALL", "SLOW"})
    void what_takes_long_is_answered_and_billed(Fault fault) throws Exception {
        start(fault);
        long begin = System.nanoTime();
        HttpResponse<String> response = client.chat(STREAM);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        List<JsonNode> chunks = JsonClient.chunks(response.body());
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        assertThat(chunks.get(chunks.size() - 1).at("/usage/cost").decimalValue())
                .isEqualByComparingTo(simulator.billed());
    }

    @Test
    void what_is_refused_has_no_fault() throws Exception {
        start(Fault.RESET_AT_ONCE);
        assertThat(client.chat("{}").statusCode()).isEqualTo(400);
        assertThat(simulator.faultCounts()).containsEntry(Fault.RESET_AT_ONCE, 1L);
        simulator.enqueue(Reply.json("{}"));
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
        assertThat(simulator.faultCounts()).containsEntry(Fault.RESET_AT_ONCE, 1L);
    }

    @Test
    void a_failed_answer_is_not_cached() throws Exception {
        start(Fault.ERROR_IN_STREAM);
        client.chat(STREAM, "X-OpenRouter-Cache", "true");
        assertThat(client.chat(STREAM, "X-OpenRouter-Cache", "true").headers().firstValue("X-OpenRouter-Cache-Status"))
                .hasValue("MISS");
    }

    @Test
    void the_bill_is_the_sum_of_its_lines_whatever_goes_wrong() throws Exception {
        start(Faults.seeded(1).evenly(0.9).pause(Duration.ofMillis(2)));
        for (int i = 0; i < 150; i++) {
            try {
                client.chat(i % 2 == 0 ? HELLO : STREAM);
            } catch (IOException e) {
                continue; // a reset is what was asked for
            }
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (BilledGeneration line : simulator.billedGenerations()) {
            assertThat(generation(line.id()).path("total_cost").decimalValue()).isEqualByComparingTo(line.cost());
            sum = sum.add(line.cost());
        }
        assertThat(simulator.billed()).isEqualByComparingTo(sum).isPositive();
        assertThat(simulator.billedGenerations()).hasSize(150);
        assertThat(simulator.faultCounts()).containsOnlyKeys(Fault.values());
    }

    private void start(Fault fault) {
        start(Faults.seeded(5)
                .share(fault, 1)
                .retryAfter(Duration.ofMillis(2500))
                .pause(Duration.ofMillis(100)));
    }

    private void start(Faults faults) {
        if (simulator != null) {
            simulator.close();
        }
        simulator = OpenRouterSimulator.builder().faults(faults).start();
        client = new JsonClient(simulator);
    }

    private void assertFailedWithoutCost(String id) throws Exception {
        JsonNode generation = generation(id);
        assertThat(generation.path("finish_reason").asText()).isEqualTo("error");
        assertThat(generation.path("total_cost").decimalValue()).isZero();
        assertThat(generation.path("cancelled").asBoolean()).isFalse();
        assertThat(simulator.billed()).isZero();
        assertThat(simulator.billedGenerations()).allMatch(BilledGeneration::failed);
    }

    private void assertCut(String id, boolean cancelled) throws Exception {
        JsonNode generation = generation(id);
        assertThat(generation.path("cancelled").asBoolean()).isEqualTo(cancelled);
        assertThat(generation.path("total_cost").decimalValue()).isEqualByComparingTo(simulator.billed());
        assertThat(simulator.billedGenerations()).allMatch(BilledGeneration::clientGone);
    }

    private JsonNode generation(String id) throws Exception {
        HttpResponse<String> response = client.get("/generation?id=" + id);
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonClient.json(response).path("data");
    }

    private static String generationId(HttpResponse<String> response) {
        return response.headers().firstValue("X-Generation-Id").orElseThrow();
    }
}
