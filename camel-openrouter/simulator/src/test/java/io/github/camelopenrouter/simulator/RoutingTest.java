package io.github.camelopenrouter.simulator;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(JsonClient.json(client.chat(body)).has("openrouter_metadata"))
                .isFalse();
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
