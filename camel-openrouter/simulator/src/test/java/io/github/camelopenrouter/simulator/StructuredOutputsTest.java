package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class StructuredOutputsTest {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"slides\":{\"type\":\"array\",\"items\":"
                    + "{\"$ref\":\"#/$defs/slide\"}},\"tone\":{\"anyOf\":[{\"enum\":[\"calm\",\"loud\"]},{\"type\":\"null\"}]}},"
                    + "\"required\":[\"slides\",\"tone\"],\"additionalProperties\":false,\"$defs\":{\"slide\":{\"type\":\"object\","
                    + "\"properties\":{\"title\":{\"type\":\"string\"},\"minutes\":{\"type\":\"integer\",\"minimum\":3}},"
                    + "\"required\":[\"title\",\"minutes\"],\"additionalProperties\":false}}}";
    private static final String MINI = "\"model\":\"openai/gpt-4o-mini\",";
    private static final String HAIKU = "\"model\":\"anthropic/claude-3-haiku\",";
    private static final String REQUIRED = "\"provider\":{\"require_parameters\":true},";
    private static final String HEALING = "\"plugins\":[{\"id\":\"response-healing\"}],";

    private final JsonClient client;

    StructuredOutputsTest(OpenRouterSimulator simulator) {
        this.client = new JsonClient(simulator);
    }

    @Test
    void an_answer_satisfies_the_schema() throws Exception {
        String text = text(client.chat(strict(MINI)));
        assertSatisfied(text);
        assertThat(text(client.chat(strict(MINI)))).isEqualTo(text);
    }

    @Test
    void a_streamed_answer_satisfies_the_schema_once_its_pieces_are_joined() throws Exception {
        StringBuilder text = new StringBuilder();
        int pieces = 0;
        for (JsonNode chunk :
                JsonClient.chunks(client.chat(strict(MINI + "\"stream\":true,")).body())) {
            String piece = chunk.at("/choices/0/delta/content").asText();
            pieces += piece.isEmpty() ? 0 : 1;
            text.append(piece);
        }
        assertSatisfied(text.toString());
        assertThat(pieces).isGreaterThan(10);
    }

    @Test
    void as_many_elements_come_as_the_prompt_wants() throws Exception {
        String text = text(client.chat(strict(MINI).replace("Hello", "A talk with 16 items")));
        assertThat(JsonClient.MAPPER.readTree(text).path("slides")).hasSize(16);
    }

    @Test
    void a_json_object_is_said_as_told() throws Exception {
        String body = "{\"response_format\":{\"type\":\"json_object\"},\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Say {\\\"a\\\": [1]}\"}]}";
        assertThat(text(client.chat(body))).isEqualTo("{\"a\": [1]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"schema\":{}} | response_format.json_schema.name must be 1 to 64 letters, digits, underscores and dashes",
                "{\"name\":\"a b\"} | response_format.json_schema.name must be 1 to 64 letters, digits, underscores and"
                        + " dashes",
                "{\"name\":\"a\",\"schema\":[]} | response_format.json_schema.schema must be an object",
                "{\"name\":\"a\",\"strict\":1} | response_format.json_schema.strict must be true or false",
                "null | response_format.json_schema must be an object"
            })
    void a_format_that_is_none_is_refused(String description, String message) throws Exception {
        HttpResponse<String> answer = client.chat(body(MINI, description));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonClient.json(answer).at("/error/message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"object\",\"properties\":{}} | In context=(), 'additionalProperties' is required to be supplied"
                        + " and to be false.",
                "{\"type\":\"object\",\"properties\":{\"a\":{}},\"additionalProperties\":false} | In context=(), 'required'"
                        + " is required to be supplied and to be an array including every key in properties. Missing 'a'.",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"items\":{\"oneOf\":[]}}},\"required\":[\"a\"],"
                        + "\"additionalProperties\":false} | In context=('properties', 'a', 'items'), 'oneOf' is not"
                        + " permitted.",
                "{\"type\":\"array\"} | schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'.",
            })
    void a_strict_schema_that_no_provider_can_promise_to_keep_is_refused(String schema, String reason)
            throws Exception {
        String description = "{\"name\":\"talk\",\"strict\":true,\"schema\":" + schema + "}";
        HttpResponse<String> answer = client.chat(body(MINI, description));
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = JsonClient.json(answer).path("error");
        assertThat(error.path("message").asText()).isEqualTo("Provider returned error");
        assertThat(error.at("/metadata/provider_name").asText()).isEqualTo("OpenAI");
        assertThat(JsonClient.MAPPER
                        .readTree(error.at("/metadata/raw").asText())
                        .at("/error/message")
                        .asText())
                .isEqualTo("Invalid schema for response_format 'talk': " + reason);
        assertThat(client.chat(body(MINI, description.replace("true", "false"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_model_that_lists_no_schemas_ignores_them_unless_the_request_insists() throws Exception {
        assertThat(text(client.chat(lax(HAIKU)))).startsWith("You wrote: \"Hello\".");
        assertNotFound(client.chat(strict(HAIKU)));
        assertNotFound(client.chat(lax(HAIKU + REQUIRED)));
    }

    @Test
    void every_parameter_of_a_request_can_be_required() throws Exception {
        String hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        assertNotFound(client.chat("{" + HAIKU + REQUIRED + "\"seed\":1," + hello));
        assertThat(client.chat("{" + HAIKU + REQUIRED + "\"top_k\":1,\"seed\":null," + hello)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_provider_that_ignores_schemas_is_not_chosen_where_they_are_required() throws Exception {
        try (OpenRouterSimulator simulator = with("openai", StructuredOutputs.IGNORED)) {
            JsonClient ignored = new JsonClient(simulator);
            assertThat(text(ignored.chat(strict(MINI)))).startsWith("You wrote: \"Hello\".");
            HttpResponse<String> other = ignored.chat(strict(MINI + REQUIRED));
            assertThat(JsonClient.json(other).path("provider").asText()).isEqualTo("Azure");
            assertSatisfied(text(other));
            assertThat(ignored.get("/models/openai/gpt-4o-mini/endpoints").body())
                    .containsOnlyOnce("structured_outputs");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORED", "REFUSED"})
    void without_another_provider_there_is_none(StructuredOutputs outputs) throws Exception {
        try (OpenRouterSimulator simulator = with("openai/gpt-4o-mini", outputs)) {
            assertNotFound(new JsonClient(simulator).chat(strict(MINI + REQUIRED)));
        }
    }

    @Test
    void a_provider_can_refuse_a_format() throws Exception {
        try (OpenRouterSimulator simulator = with("openai", StructuredOutputs.REFUSED)) {
            HttpResponse<String> answer = new JsonClient(simulator).chat(lax(MINI));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JsonClient.json(answer).at("/error/metadata/raw").asText())
                    .contains("response_format of type 'json_schema' is not supported.");
            assertThat(simulator.billed()).isZero();
        }
    }

    @Test
    void a_model_can_be_taught_schemas() throws Exception {
        try (OpenRouterSimulator simulator = with("anthropic/claude-3-haiku", StructuredOutputs.HONOURED)) {
            assertSatisfied(text(new JsonClient(simulator).chat(strict(HAIKU + REQUIRED))));
        }
    }

    @Test
    void damaged_json_is_repaired_where_the_request_wants_it() throws Exception {
        try (OpenRouterSimulator simulator = with("openai", StructuredOutputs.DAMAGED)) {
            JsonClient damaged = new JsonClient(simulator);
            String text = text(damaged.chat(strict(MINI)));
            assertThat(text).startsWith("Here is the JSON:\n```json\n{").endsWith(",\n```");
            BigDecimal cost = simulator.billed();
            assertSatisfied(text(damaged.chat(strict(MINI + HEALING))));
            assertThat(simulator.billed()).isEqualByComparingTo(cost.add(cost)); // the model wrote the same
            assertThat(text(damaged.chat(strict(MINI + HEALING.replace("}", ",\"enabled\":false}")))))
                    .isEqualTo(text);
        }
    }

    @Test
    void neither_streams_nor_answers_that_are_cut_are_repaired() throws Exception {
        try (OpenRouterSimulator simulator = with("openai", StructuredOutputs.DAMAGED)) {
            JsonClient damaged = new JsonClient(simulator);
            assertThat(damaged.chat(strict(MINI + HEALING + "\"stream\":true,")).body())
                    .contains("```");
            assertThat(text(damaged.chat(strict(MINI + HEALING + "\"max_tokens\":20,"))))
                    .contains("```");
        }
    }

    private static OpenRouterSimulator with(String name, StructuredOutputs outputs) {
        return OpenRouterSimulator.builder().structuredOutputs(name, outputs).start();
    }

    private static void assertNotFound(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(JsonClient.json(answer).at("/error/message").asText())
                .startsWith("No endpoints found that can handle the requested parameters.");
    }

    private static void assertSatisfied(String text) throws Exception {
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(JsonClient.MAPPER.readTree(SCHEMA))
                        .validate(JsonClient.MAPPER.readTree(text)))
                .as(text)
                .isEmpty();
    }

    private static String text(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer).at("/choices/0/message/content").asText();
    }

    private static String strict(String options) {
        return body(options, "{\"name\":\"talk\",\"strict\":true,\"schema\":" + SCHEMA + "}");
    }

    private static String lax(String options) {
        return body(options, "{\"name\":\"talk\",\"schema\":" + SCHEMA + "}");
    }

    private static String body(String options, String description) {
        return "{" + options + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":" + description
                + "},\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
