package io.github.camelopenrouter.simulator;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class AccountingTest {

    private static final String HELLO =
            "{\"session_id\":\"s1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    AccountingTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void a_generation_can_be_looked_up() throws Exception {
        JsonNode answer = JsonClient.json(client.chat(HELLO, "HTTP-Referer", "https://example.com"));
        JsonNode generation = data("/generation?id=" + answer.path("id").asText());
        assertThat(generation.path("id")).isEqualTo(answer.path("id"));
        assertThat(generation.path("model")).isEqualTo(answer.path("model"));
        assertThat(generation.path("provider_name")).isEqualTo(answer.path("provider"));
        assertThat(generation.path("total_cost").decimalValue())
                .isEqualByComparingTo(answer.at("/usage/cost").decimalValue());
        assertThat(generation.path("tokens_completion")).isEqualTo(answer.at("/usage/completion_tokens"));
        assertThat(generation.path("cancelled").asBoolean()).isFalse();
        assertThat(generation.path("http_referer").asText()).isEqualTo("https://example.com");
        assertThat(generation.path("session_id").asText()).isEqualTo("s1");
    }

    @Test
    void an_unknown_generation_is_not_found() throws Exception {
        HttpResponse<String> response = client.get("/generation?id=gen-1-x");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(JsonClient.json(response).at("/error/message").asText()).isEqualTo("Generation gen-1-x not found");
        assertThat(client.get("/generation").statusCode()).isEqualTo(400);
    }

    @Test
    void key_and_credits_know_what_was_used() throws Exception {
        client.chat(HELLO);
        JsonNode key = data("/key");
        assertThat(key.path("usage").decimalValue()).isPositive().isEqualByComparingTo(simulator.billed());
        assertThat(key.path("limit").isNull()).isTrue();
        assertThat(data("/credits").path("total_usage").decimalValue()).isEqualByComparingTo(simulator.billed());
    }

    @Test
    void a_label_does_not_give_the_key_away() throws Exception {
        HttpResponse<String> response = client.get("/key", "Authorization", "Bearer sk-or-v1-0123456789abcdef");
        assertThat(JsonClient.json(response).at("/data/label").asText()).isEqualTo("sk-or-v1-012...def");
    }

    @Test
    void the_same_request_is_answered_from_the_cache_without_charge() throws Exception {
        HttpResponse<String> first = client.chat(HELLO, "X-OpenRouter-Cache", "true");
        HttpResponse<String> second = client.chat(HELLO, "X-OpenRouter-Cache", "true");

        assertThat(first.headers().firstValue("X-OpenRouter-Cache-Status")).hasValue("MISS");
        assertThat(second.headers().firstValue("X-OpenRouter-Cache-Status")).hasValue("HIT");
        assertThat(second.headers().firstValue("X-OpenRouter-Cache-Age")).isPresent();
        assertThat(second.headers().firstValue("X-OpenRouter-Cache-TTL")).hasValue("300");
        JsonNode original = JsonClient.json(first);
        JsonNode repeated = JsonClient.json(second);
        assertThat(second.headers().firstValue("X-OpenRouter-Cache-Source-Id"))
                .hasValue(original.path("id").asText());
        assertThat(repeated.path("id")).isNotEqualTo(original.path("id"));
        assertThat(repeated.path("choices")).isEqualTo(original.path("choices"));
        assertThat(repeated.at("/usage/total_tokens").asInt()).isZero();
        assertThat(simulator.billed())
                .isEqualByComparingTo(original.at("/usage/cost").decimalValue());
        assertThat(data("/generation?id=" + repeated.path("id").asText()).path("response_cache_source_id"))
                .isEqualTo(original.path("id"));
    }

    @Test
    void streams_are_cached_too() throws Exception {
        String stream = HELLO.replace("{\"session_id\"", "{\"stream\":true,\"session_id\"");
        HttpResponse<String> first = client.chat(stream, "X-OpenRouter-Cache", "true");
        HttpResponse<String> second = client.chat(stream, "X-OpenRouter-Cache", "true");
        assertThat(second.headers().firstValue("X-OpenRouter-Cache-Status")).hasValue("HIT");
        assertThat(JsonClient.chunks(second.body()))
                .hasSameSizeAs(JsonClient.chunks(first.body()))
                .last()
                .satisfies(chunk ->
                        assertThat(chunk.at("/usage/total_tokens").asInt()).isZero());
    }

    @Test
    void another_key_another_body_and_a_cleared_cache_miss() throws Exception {
        client.chat(HELLO, "X-OpenRouter-Cache", "true");
        String status = "X-OpenRouter-Cache-Status";
        assertThat(client.chat(HELLO, "X-OpenRouter-Cache", "true", "Authorization", "Bearer other")
                        .headers()
                        .firstValue(status))
                .hasValue("MISS");
        assertThat(client.chat(HELLO + " ", "X-OpenRouter-Cache", "true")
                        .headers()
                        .firstValue(status))
                .hasValue("MISS");
        assertThat(client.chat(HELLO, "X-OpenRouter-Cache", "true", "X-OpenRouter-Cache-Clear", "true")
                        .headers()
                        .firstValue(status))
                .hasValue("MISS");
        assertThat(client.chat(HELLO).headers().firstValue(status)).isEmpty();
    }

    @Test
    void the_catalogue_needs_no_key() throws Exception {
        JsonNode models = JsonClient.json(client.get("/models", "Authorization", "none"));
        assertThat(models.path("total_count").asInt()).isEqualTo(11);
        assertThat(models.path("data"))
                .filteredOn(model -> model.path("id").asText().equals("anthropic/claude-3-haiku"))
                .singleElement()
                .satisfies(model ->
                        assertThat(model.at("/pricing/prompt").asText()).isEqualTo("0.00000025"));
        assertThat(models.path("data"))
                .filteredOn(model -> model.path("id").asText().equals("openrouter/auto"))
                .singleElement()
                .satisfies(model ->
                        assertThat(model.at("/pricing/prompt").asText()).isEqualTo("-1"));
    }

    @Test
    void the_catalogue_comes_in_pages_and_can_be_searched() throws Exception {
        JsonNode page = JsonClient.json(client.get("/models?offset=1&limit=3"));
        assertThat(page.path("data")).hasSize(3);
        assertThat(page.at("/links/next").asText()).isEqualTo("/api/v1/models?offset=4&limit=3");
        assertThat(JsonClient.json(client.get("/models?offset=8&limit=3"))
                        .at("/links/next")
                        .isNull())
                .isTrue();
        assertThat(data("/models?q=HAIKU")).hasSize(1);
        assertThat(data("/models?supported_parameters=reasoning,tools")).hasSize(5);
        assertThat(client.get("/models?limit=many").statusCode()).isEqualTo(400);
        assertThat(data("/models/count").path("count").asInt()).isEqualTo(11);
        assertThat(data("/models/user")).hasSize(11);
    }

    @Test
    void endpoints_of_a_model_are_listed_with_their_tags() throws Exception {
        JsonNode haiku = data("/models/anthropic/claude-3-haiku/endpoints");
        assertThat(haiku.path("endpoints"))
                .extracting(e -> e.path("tag").asText())
                .contains("amazon-bedrock");
        assertThat(haiku.at("/endpoints/0/latency_last_30m/p50").isNumber()).isTrue();
        assertThat(data("/models/meta-llama/llama-3.3-70b-instruct%3Afree/endpoints")
                        .path("endpoints"))
                .hasSize(1);
        assertThat(client.get("/models/a/b/endpoints").statusCode()).isEqualTo(404);
        assertThat(data("/model/deepseek/deepseek-r1:nitro").path("id").asText())
                .isEqualTo("deepseek/deepseek-r1");
        assertThat(data("/providers"))
                .extracting(provider -> provider.path("slug").asText())
                .contains("openai", "amazon-bedrock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/key", "/credits", "/generation?id=x", "/models/user"})
    void what_belongs_to_an_account_needs_a_key(String path) throws Exception {
        assertThat(client.get(path, "Authorization", "none").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/key, GET", "/models, GET", "/model/a/b, GET", "/models/a/b/endpoints, GET"})
    void a_wrong_method_is_refused(String path, String allowed) throws Exception {
        HttpResponse<String> response = client.send(client.request(path).DELETE());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
        assertThat(client.get("/chat/completions").statusCode()).isEqualTo(405);
    }

    @Test
    void an_unknown_path_is_not_found() throws Exception {
        assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
        HttpRequest.Builder outside = client.request("/../v2/models").GET();
        assertThat(client.send(outside).statusCode()).isEqualTo(404);
    }

    private JsonNode data(String path) throws Exception {
        HttpResponse<String> response = client.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonClient.json(response).path("data");
    }
}
