package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class StreamingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    StreamingTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void a_stream_is_comments_chunks_usage_and_done() throws Exception {
        HttpResponse<String> response = client.chat(body("", "Say one two three"));
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(response.body()).startsWith(": OPENROUTER PROCESSING\n\n").endsWith("\n\ndata: [DONE]\n\n");
        List<JsonNode> chunks = JsonClient.chunks(response.body());
        assertThat(chunks).hasSize(5);
        assertThat(chunks)
                .extracting(chunk -> chunk.at("/choices/0/delta/content").asText())
                .containsExactly("one", " two", " three", "", "");
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.at("/choices/0/delta/role").asText()).isEqualTo("assistant");
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(response.headers().firstValue("X-Generation-Id"))
                    .hasValue(chunk.path("id").asText());
        });
    }

    @Test
    void the_usage_comes_last_and_repeats_the_finish_reason() throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(client.chat(body("", "Hello")).body());
        JsonNode finish = chunks.get(chunks.size() - 2);
        JsonNode usage = chunks.get(chunks.size() - 1);
        assertThat(finish.has("usage")).isFalse();
        assertThat(finish.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(usage.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(chunks.size() - 2);
        assertThat(simulator.billed())
                .isEqualByComparingTo(usage.at("/usage/cost").decimalValue());
    }

    @Test
    void a_stream_says_the_same_as_a_single_answer() throws Exception {
        String prompt = "Write a poem about 你好 and 🎉";
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : JsonClient.chunks(client.chat(body("", prompt)).body())) {
            text.append(chunk.at("/choices/0/delta/content").asText());
        }
        String single = client.chat(body("", prompt).replace("\"stream\":true", "\"stream\":false"))
                .body();
        assertThat(JsonClient.MAPPER
                        .readTree(single)
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(text.toString())
                .contains("你好");
    }

    @Test
    void reasoning_is_streamed_before_the_content_and_signed_at_its_end() throws Exception {
        String options = "\"model\":\"anthropic/claude-sonnet-4.5\",\"reasoning\":{\"enabled\":true},";
        List<JsonNode> chunks =
                JsonClient.chunks(client.chat(body(options, "Say yes")).body());
        JsonNode first = chunks.get(0).at("/choices/0/delta");
        assertThat(first.path("reasoning").asText())
                .isEqualTo("The")
                .isEqualTo(first.at("/reasoning_details/0/text").asText());
        assertThat(chunks)
                .filteredOn(chunk ->
                        chunk.at("/choices/0/delta/reasoning_details/0").has("signature"))
                .hasSize(1);
        assertThat(chunks.get(chunks.size() - 3).at("/choices/0/delta/content").asText())
                .isEqualTo("yes");
    }

    @Test
    void a_tool_call_is_streamed_in_pieces() throws Exception {
        String options = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\",\"parameters\":{\"type\":"
                + "\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}}}],\"tool_choice\":\"required\",";
        List<JsonNode> chunks =
                JsonClient.chunks(client.chat(body(options, "Find Camel")).body());
        JsonNode first = chunks.get(0).at("/choices/0/delta");
        assertThat(first.path("content").isNull()).isTrue();
        assertThat(first.at("/tool_calls/0/id").asText()).startsWith("call_");
        assertThat(first.at("/tool_calls/0/function/name").asText()).isEqualTo("lookup");
        StringBuilder arguments = new StringBuilder();
        chunks.forEach(chunk -> arguments.append(
                chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText("")));
        assertThat(arguments).hasToString("{\"q\":\"Camel\"}");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
    }

    @Test
    void comments_fill_the_time_a_model_thinks() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .thinkingTime(Duration.ofMillis(20))
                .keepAliveEvery(Duration.ofMillis(10))
                .start()) {
            String body = new JsonClient(slow).chat(body("", "Say yes")).body();
            assertThat(body).startsWith(": OPENROUTER PROCESSING\n\n".repeat(3) + "data: {");
        }
    }

    @Test
    void every_event_is_a_write_of_its_own() throws Exception {
        client.chat(body("", "Say one two three"));
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.awaitFinished(PATIENCE)).isTrue();
        assertThat(request.writes()).isEqualTo(1 + 5 + 1);
    }

    @Test
    void a_client_that_leaves_between_two_tokens_is_noticed_at_once() throws Exception {
        try (OpenRouterSimulator slow =
                OpenRouterSimulator.builder().tokenInterval(SLOW).start()) {
            RawClient raw = new RawClient(slow).chat(body("", "Write a long story"));
            raw.readUntil("PROCESSING\n\n\r\n");
            RecordedRequest request = slow.takeRequest(PATIENCE);

            long left = System.nanoTime();
            raw.close();

            assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(SLOW.dividedBy(3));
            assertThat(request.finished()).isFalse();
            assertThat(slow.awaitNoOpenConnections(PATIENCE)).isTrue();
        }
    }

    @Test
    void a_client_that_resets_while_the_model_thinks_is_noticed_at_once() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .thinkingTime(SLOW)
                .keepAliveEvery(SLOW)
                .start()) {
            RawClient raw = new RawClient(slow).chat(body("", "Hello"));
            RecordedRequest request = slow.takeRequest(PATIENCE);

            long left = System.nanoTime();
            raw.reset();

            assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(SLOW.dividedBy(3));
        }
    }

    @Test
    void a_cancelled_stream_is_remembered_and_billed_as_far_as_it_came() throws Exception {
        JsonNode generation = cancelled("openai/gpt-4o-mini");
        assertThat(generation.path("cancelled").asBoolean()).isTrue();
        assertThat(generation.path("streamed").asBoolean()).isTrue();
        assertThat(generation.path("finish_reason").isNull()).isTrue();
        assertThat(generation.path("tokens_completion").asInt()).isBetween(2, 50);
    }

    @Test
    void a_provider_that_does_not_stop_bills_a_cancelled_stream_as_a_whole() throws Exception {
        String options = "\"model\":\"google/gemini-2.5-flash\",";
        client.chat(body(options, "Write a long story"));
        BigDecimal whole = simulator.billed();
        try (OpenRouterSimulator slow =
                OpenRouterSimulator.builder().tokenInterval(SLOW).start()) {
            RawClient raw = new RawClient(slow).chat(body(options, "Write a long story"));
            raw.readUntil("PROCESSING\n\n\r\n");
            raw.close();
            assertThat(slow.takeRequest(PATIENCE).awaitDisconnect(PATIENCE)).isTrue();
            assertThat(slow.billed()).isEqualByComparingTo(whole);
        }
    }

    private static JsonNode cancelled(String model) throws Exception {
        try (OpenRouterSimulator paced = OpenRouterSimulator.builder()
                .tokenInterval(Duration.ofMillis(200))
                .start()) {
            RawClient raw = new RawClient(paced).chat(body("\"model\":\"" + model + "\",", "Write a long story"));
            String head = raw.readUntil("\" wrote\"");
            raw.close();
            assertThat(paced.takeRequest(PATIENCE).awaitDisconnect(PATIENCE)).isTrue();
            String id = head.replaceFirst("(?s).*X-Generation-Id: ([^\r]+)\r.*", "$1");
            JsonNode generation = JsonClient.json(new JsonClient(paced).get("/generation?id=" + id))
                    .path("data");
            BigDecimal cost = generation.path("total_cost").decimalValue();
            assertThat(paced.billed()).isEqualByComparingTo(cost).isPositive();
            return generation;
        }
    }

    private static String body(String options, String prompt) {
        return "{" + options + "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }
}
