package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class CompletionTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    CompletionTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void answers_like_the_service() throws Exception {
        HttpResponse<String> response =
                client.chat(body("\"model\":\"anthropic/claude-sonnet-4.5\"", "What is 2 + 2?"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode answer = JsonClient.json(response);
        assertThat(answer.path("id").asText()).matches("gen-\\d{10}-[0-9A-Za-z]{20}");
        assertThat(response.headers().firstValue("X-Generation-Id"))
                .hasValue(answer.path("id").asText());
        assertThat(answer.path("model").asText()).isEqualTo("anthropic/claude-4.5-sonnet-20250929");
        assertThat(answer.path("provider").asText()).isEqualTo("Anthropic");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("2 + 2 = 4");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/choices/0/native_finish_reason").asText()).isEqualTo("end_turn");
    }

    @Test
    void the_cost_is_the_tokens_times_their_prices() throws Exception {
        JsonNode usage = ask("\"model\":\"openai/gpt-4o-mini\"", "Hello").path("usage");
        int prompt = usage.path("prompt_tokens").asInt();
        int completion = usage.path("completion_tokens").asInt();
        assertThat(prompt).isPositive();
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(prompt + completion);
        BigDecimal cost = new BigDecimal("0.00000015")
                .multiply(BigDecimal.valueOf(prompt))
                .add(new BigDecimal("0.0000006").multiply(BigDecimal.valueOf(completion)));
        assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(cost);
        assertThat(usage.at("/cost_details/upstream_inference_cost").decimalValue())
                .isEqualByComparingTo(cost);
        assertThat(simulator.billed()).isEqualByComparingTo(cost);
    }

    @Test
    void the_bill_is_the_sum_of_all_answers() throws Exception {
        BigDecimal first = ask("\"model\":\"openai/gpt-4o-mini\"", "Hello")
                .at("/usage/cost")
                .decimalValue();
        BigDecimal second = ask("\"model\":\"anthropic/claude-3-haiku\"", "Hello")
                .at("/usage/cost")
                .decimalValue();
        assertThat(simulator.billed()).isEqualByComparingTo(first.add(second));
    }

    @Test
    void a_free_model_costs_nothing() throws Exception {
        JsonNode answer = ask("\"model\":\"meta-llama/llama-3.3-70b-instruct:free\"", "Hello");
        assertThat(answer.at("/usage/cost").decimalValue()).isZero();
        assertThat(answer.at("/usage/completion_tokens").asInt()).isPositive();
    }

    @Test
    void the_same_prompt_gets_the_same_answer() throws Exception {
        String content = ask("\"seed\":1", "Tell me about rivers")
                .at("/choices/0/message/content")
                .asText();
        assertThat(content).contains("rivers");
        assertThat(ask("\"seed\":2", "Tell me about rivers")
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(content);
    }

    @Test
    void max_tokens_cuts_the_answer() throws Exception {
        JsonNode answer = ask("\"max_tokens\":3", "Write a long story");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void a_stop_ends_the_answer_before_it() throws Exception {
        JsonNode answer = ask("\"stop\":[\"three\"]", "Say one two three four");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("one two ");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void a_model_that_always_reasons_shows_and_bills_it() throws Exception {
        JsonNode answer = ask("\"model\":\"deepseek/deepseek-r1\"", "Hello");
        JsonNode message = answer.at("/choices/0/message");
        assertThat(message.path("reasoning").asText()).isNotEmpty();
        assertThat(message.at("/reasoning_details/0/text").asText())
                .isEqualTo(message.path("reasoning").asText());
        int reasoning =
                answer.at("/usage/completion_tokens_details/reasoning_tokens").asInt();
        assertThat(reasoning).isPositive();
        assertThat(answer.at("/usage/completion_tokens").asInt()).isGreaterThan(reasoning);
    }

    @Test
    void reasoning_can_be_hidden_but_not_refused_where_it_is_mandatory() throws Exception {
        JsonNode answer = ask("\"model\":\"deepseek/deepseek-r1\",\"reasoning\":{\"exclude\":true}", "Hello");
        assertThat(answer.at("/choices/0/message/reasoning").isNull()).isTrue();
        assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isPositive();
        assertThat(client.chat(body("\"model\":\"deepseek/deepseek-r1\",\"reasoning\":{\"effort\":\"none\"}", "Hello"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_model_that_can_reason_does_so_when_asked() throws Exception {
        String model = "\"model\":\"google/gemini-2.5-flash\"";
        String reasoning = "/choices/0/message/reasoning";
        assertThat(ask(model, "Hello").at(reasoning).isNull()).isTrue();
        String low = ask(model + ",\"reasoning\":{\"effort\":\"low\"}", "Hello")
                .at(reasoning)
                .asText();
        String high = ask(model + ",\"reasoning_effort\":\"high\"", "Hello")
                .at(reasoning)
                .asText();
        assertThat(low).isNotEmpty();
        assertThat(high).startsWith(low).hasSizeGreaterThan(low.length());
    }

    @Test
    void a_small_limit_can_be_eaten_up_by_reasoning() throws Exception {
        JsonNode answer = ask("\"model\":\"deepseek/deepseek-r1\",\"max_tokens\":2", "Hello");
        assertThat(answer.at("/choices/0/message/content").asText()).isEmpty();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void a_required_tool_is_called_with_arguments_that_fit() throws Exception {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\",\"parameters\":{\"type\":"
                + "\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\","
                + "\"minimum\":3}}}}}],\"tool_choice\":\"required\"";
        JsonNode answer = ask(tools, "What about Berlin?");
        JsonNode message = answer.at("/choices/0/message");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(message.path("content").isNull()).isTrue();
        assertThat(message.at("/tool_calls/0/function/name").asText()).isEqualTo("lookup");
        assertThat(JsonClient.MAPPER.readTree(
                        message.at("/tool_calls/0/function/arguments").asText()))
                .isEqualTo(JsonClient.MAPPER.readTree("{\"city\":\"Berlin\",\"days\":3}"));
    }

    @Test
    void json_is_answered_when_it_is_asked_for() throws Exception {
        JsonNode object = ask("\"response_format\":{\"type\":\"json_object\"}", "Hello");
        assertThat(JsonClient.MAPPER
                        .readTree(object.at("/choices/0/message/content").asText())
                        .path("answer")
                        .asText())
                .contains("Hello");
        String schema = "{\"type\":\"object\",\"properties\":{\"color\":{\"enum\":[\"red\",\"blue\"]}},"
                + "\"required\":[\"color\"]}";
        JsonNode exact = ask(
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":" + schema
                        + "}}",
                "Hello");
        assertThat(exact.at("/choices/0/message/content").asText()).isEqualTo("{\"color\":\"red\"}");
    }

    @Test
    void blanks_fill_the_time_a_model_thinks() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .thinkingTime(Duration.ofMillis(30))
                .keepAliveEvery(Duration.ofMillis(10))
                .start()) {
            String answer =
                    new JsonClient(slow).chat(body("\"seed\":1", "Hello")).body();
            assertThat(answer).startsWith("\n         \n         \n         {\"id\"");
        }
    }

    private JsonNode ask(String options, String prompt) throws Exception {
        HttpResponse<String> response = client.chat(body(options, prompt));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonClient.json(response);
    }

    private static String body(String options, String prompt) {
        return "{" + options + "," + USER.formatted(prompt) + "}";
    }
}
