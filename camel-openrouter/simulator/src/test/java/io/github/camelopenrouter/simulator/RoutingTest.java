package io.github.camelopenrouter.simulator;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class RoutingTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    RoutingTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o-mini:nitro, openai/gpt-4o-mini",
        "anthropic/claude-3-haiku:floor:online, anthropic/claude-3-haiku",
        "meta-llama/llama-3.3-70b-instruct:free:nitro, meta-llama/llama-3.3-70b-instruct",
        "openrouter/auto, openai/gpt-4o-mini",
        "~anthropic/claude-sonnet-latest, anthropic/claude-4.5-sonnet-20250929",
        "google/gemini-2.5-flash@preset/mine, google/gemini-2.5-flash",
        "@preset/mine, openai/gpt-4o-mini"
    })
    void a_model_may_have_many_names(String name, String served) throws Exception {
        assertThat(ask("\"model\":\"" + name + "\"", "Hello").path("model").asText())
                .isEqualTo(served);
    }

    @ParameterizedTest
    @CsvSource({
        "400, a/b is not a valid model ID, '{\"model\":\"a/b\",\"messages\":[{\"role\":\"user\"}]}'",
        "400, openai/gpt-4o-mini:aws is not a valid model ID,"
                + " '{\"model\":\"openai/gpt-4o-mini:aws\",\"messages\":[{\"role\":\"user\"}]}'",
        "404, No endpoints found for openai/gpt-4o-mini:free.,"
                + " '{\"model\":\"openai/gpt-4o-mini:free\",\"messages\":[{\"role\":\"user\"}]}'",
        "400, Input must have at least 1 token., '{\"model\":'",
        "400, 'Input required: specify \"prompt\" or \"messages\"', '{\"messages\":[]}'",
        "400, 'Input required: specify \"prompt\" or \"messages\"', '[1]'",
        "400, 'Invalid role in messages: \"robot\"', '{\"messages\":[{\"role\":\"robot\"}]}'",
        "400, max_tokens must be at least 1, '{\"max_tokens\":0,\"messages\":[{\"role\":\"user\"}]}'",
        "404, No allowed providers are available for the selected model.,"
                + " '{\"provider\":{\"only\":[\"groq\"]},\"messages\":[{\"role\":\"user\"}]}'"
    })
    void what_is_wrong_is_refused(int status, String message, String body) throws Exception {
        HttpResponse<String> response = client.chat(body);
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = JsonClient.json(response).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(response.headers().firstValue("X-Generation-Id")).isPresent();
        assertThat(simulator.billed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model\":\"\" | \"\" is not a valid model ID",
                "\"model\":\" \" | \" \" is not a valid model ID",
                "\"model\":7 | 7 is not a valid model ID",
                "\"models\":[1] | models must be an array of strings",
                "\"temperature\":\"abc\" | temperature must be a number from 0 to 2",
                "\"temperature\":\"0.5\" | temperature must be a number from 0 to 2",
                "\"temperature\":2.01 | temperature must be a number from 0 to 2",
                "\"top_p\":-0.1 | top_p must be a number from 0 to 1",
                "\"presence_penalty\":-3 | presence_penalty must be a number from -2 to 2",
                "\"max_tokens\":\"many\" | max_tokens must be a whole number",
                "\"max_completion_tokens\":1.5 | max_completion_tokens must be a whole number",
                "\"top_k\":-1 | top_k must be a whole number of at least 0",
                "\"top_logprobs\":21 | top_logprobs must be a whole number from 0 to 20",
                "\"seed\":true | seed must be a whole number",
                "\"stream\":\"yes\" | stream must be true or false",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | stop must be a string or up to 4 strings",
                "\"metadata\":{\"a\":1} | metadata must be an object of up to 16 short strings",
                "\"reasoning\":{\"effort\":\"huge\"} | reasoning.effort must be one of"
                        + " max, xhigh, high, medium, low, minimal, none",
                "\"response_format\":\"json\" | response_format must be an object with a type",
                "\"response_format\":{\"type\":\"xml\"} | response_format.type must be one of"
                        + " text, json_object, json_schema, grammar, python",
                "\"provider\":\"openai\" | provider must be an object",
            })
    void a_member_of_a_wrong_type_or_out_of_range_is_refused(String member, String message) throws Exception {
        HttpResponse<String> response = client.chat(body(member, "Hello"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = JsonClient.json(response).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.at("/metadata/error_type").asText()).isEqualTo("invalid_request");
        assertThat(simulator.billed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\":null",
                "\"temperature\":2",
                "\"max_tokens\":5.0",
                "\"stop\":null",
                "\"model\":null",
                "\"a_member_of_tomorrow\":{}",
            })
    void what_the_service_lets_pass_is_answered(String member) throws Exception {
        assertThat(ask(member, "Hello").at("/choices/0/message/content").asText())
                .isNotEmpty();
    }

    @Test
    void content_that_is_no_text_is_refused() throws Exception {
        HttpResponse<String> response = client.chat("{\"messages\":[{\"role\":\"user\",\"content\":7}]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JsonClient.json(response).at("/error/message").asText()).isEqualTo("Invalid content in messages: 7");
    }

    @Test
    void the_first_known_model_of_the_list_is_served() throws Exception {
        JsonNode answer = ask("\"models\":[\"a/b\",\"anthropic/claude-3-haiku\"]", "Hello");
        assertThat(answer.path("model").asText()).isEqualTo("anthropic/claude-3-haiku");
    }

    @Test
    void the_provider_can_be_chosen() throws Exception {
        String model = "\"model\":\"anthropic/claude-3-haiku\",\"provider\":";
        assertThat(ask(model + "{\"only\":[\"amazon-bedrock\"]}", "Hello")
                        .path("provider")
                        .asText())
                .isEqualTo("Amazon Bedrock");
        assertThat(ask(model + "{\"order\":[\"nobody\",\"google-vertex\"]}", "Hello")
                        .path("provider")
                        .asText())
                .isEqualTo("Google");
        assertThat(ask(model + "{\"ignore\":[\"anthropic\"]}", "Hello")
                        .path("provider")
                        .asText())
                .isEqualTo("Amazon Bedrock");
        assertThat(client.chat(body(model + "{\"order\":[\"openai\"],\"allow_fallbacks\":false}", "Hello"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tells_how_it_was_routed_when_asked() throws Exception {
        String body = body("\"model\":\"anthropic/claude-3-haiku\"", "Hello");
        JsonNode answer = JsonClient.json(client.chat(body, "X-OpenRouter-Metadata", "enabled"));
        assertThat(answer.at("/openrouter_metadata/requested").asText()).isEqualTo("anthropic/claude-3-haiku");
        assertThat(answer.at("/openrouter_metadata/endpoints/total").asInt()).isEqualTo(3);
        assertThat(answer.at("/openrouter_metadata/attempts/0/status").asInt()).isEqualTo(200);
        assertThat(JsonClient.json(client.chat(body, "X-OpenRouter-Experimental-Metadata", "enabled"))
                        .has("openrouter_metadata"))
                .isTrue();
        assertThat(JsonClient.json(client.chat(body)).has("openrouter_metadata"))
                .isFalse();
    }

    @Test
    void tells_what_was_done_on_the_way() throws Exception {
        String body = body("\"plugins\":[{\"id\":\"web\",\"max_results\":1}]", "Hello");
        JsonNode answer = JsonClient.json(client.chat(body, "X-OpenRouter-Metadata", "enabled"));
        JsonNode stage = answer.at("/openrouter_metadata/pipeline/0");
        assertThat(stage.path("type").asText()).isEqualTo("plugin");
        assertThat(stage.path("name").asText()).isEqualTo("web");
        assertThat(stage.path("cost_usd").decimalValue()).isEqualByComparingTo("0.007");
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
