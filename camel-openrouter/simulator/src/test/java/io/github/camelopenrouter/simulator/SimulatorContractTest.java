package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the simulator answers is valid by the OpenAPI document of the service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OpenRouterSimulatorExtension.class)
class SimulatorContractTest {

    private static final String PROPERTY = "openrouter.openapi";
    private static final String DOCUMENT = "https://openrouter.ai/openapi.json";
    private static final String COMPONENT = "/components/schemas/";
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}}]," + "\"tool_choice\":\"required\",";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;
    private JsonSchemaFactory schemas;

    SimulatorContractTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @BeforeAll
    void readTheDocument() throws IOException {
        String path = System.getProperty(PROPERTY);
        assumeTrue(
                path != null && Files.isRegularFile(Path.of(path)),
                "skipped: the OpenAPI document of the service is not part of this project; its path belongs into the"
                        + " system property " + PROPERTY + ", which is " + path);
        String document = Files.readString(Path.of(path));
        schemas = JsonSchemaFactory.getInstance(
                VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(DOCUMENT, document))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"model\":\"deepseek/deepseek-r1\",",
                "{\"model\":\"anthropic/claude-sonnet-4.5\",\"reasoning\":{\"effort\":\"high\"},",
                "{\"model\":\"google/gemini-2.5-flash\",\"max_tokens\":2,",
                "{\"model\":\"openai/gpt-5-mini\",",
                "{\"n\":2,\"logprobs\":true,\"top_logprobs\":2,\"plugins\":[{\"id\":\"web\"}],",
                "{\"model\":\"google/gemini-2.5-flash-image\",\"modalities\":[\"image\",\"text\"],",
                "{\"response_format\":{\"type\":\"json_object\"},\"plugins\":[{\"id\":\"response-healing\"}],",
                "{\"model\":\"google/gemini-2.5-flash\",\"reasoning\":{\"effort\":\"low\"},",
                "{" + TOOLS,
                "{\"model\":\"anthropic/claude-sonnet-4.5\",\"reasoning\":{\"effort\":\"high\"}," + TOOLS,
                "{\"max_tokens\":1," + TOOLS
            })
    void completions_are_valid(String options) throws Exception {
        HttpResponse<String> answer = client.chat(options + HELLO, "X-OpenRouter-Metadata", "enabled");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertValid(COMPONENT + "ChatResult", JsonClient.json(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stream\":true,",
                "{\"stream\":true,\"model\":\"deepseek/deepseek-r1\",",
                "{\"stream\":true,\"model\":\"anthropic/claude-sonnet-4.5\",\"reasoning\":{\"effort\":\"high\"},",
                "{\"stream\":true,\"model\":\"openai/gpt-5-mini\",",
                "{\"stream\":true,\"n\":2,\"logprobs\":true,\"plugins\":[{\"id\":\"web\"}],",
                "{\"stream\":true,\"model\":\"google/gemini-2.5-flash-image\",\"modalities\":[\"image\",\"text\"],",
                "{\"stream\":true,\"model\":\"openai/gpt-4o-audio-preview\",\"modalities\":[\"text\",\"audio\"],"
                        + "\"audio\":{\"voice\":\"alloy\",\"format\":\"pcm16\"},",
                "{\"stream\":true,\"model\":\"google/gemini-2.5-flash\",\"reasoning\":{\"effort\":\"low\"},",
                "{\"stream\":true," + TOOLS
            })
    void chunks_are_valid(String options) throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(
                client.chat(options + HELLO, "X-OpenRouter-Metadata", "enabled").body());
        assertThat(chunks).hasSizeGreaterThan(3);
        for (JsonNode chunk : chunks) {
            assertValid(COMPONENT + "ChatStreamChunk", chunk);
        }
    }

    @Test
    void scripted_answers_are_valid() throws Exception {
        simulator.enqueue(Reply.completion("text"), Reply.streamed("text", 2));
        assertValid(COMPONENT + "ChatResult", JsonClient.json(client.chat("{" + HELLO)));
        for (JsonNode chunk : JsonClient.chunks(client.chat("{" + HELLO).body())) {
            assertValid(COMPONENT + "ChatStreamChunk", chunk);
        }
    }

    @Test
    void scripted_turns_are_valid() throws Exception {
        AssistantTurn turn = AssistantTurn.calls(FunctionCall.of("f", "{}"), FunctionCall.of("g", "{\"a\":1}"))
                .saying("Let me look.")
                .thinking("Which one?", "signed")
                .cost("0.0002");
        simulator.enqueue(turn.completion(), turn.streamed(3));
        assertValid(COMPONENT + "ChatResult", JsonClient.json(client.chat("{" + HELLO)));
        for (JsonNode chunk : JsonClient.chunks(client.chat("{" + HELLO).body())) {
            assertValid(COMPONENT + "ChatStreamChunk", chunk);
        }
    }

    @Test
    void a_wrong_answer_is_found_out() throws Exception {
        assertThat(schema("/paths/~1models~1{author}~1{slug}~1endpoints/get/responses/200/content"
                                + "/application~1json/schema")
                        .validate(JsonClient.MAPPER.readTree("{\"data\":{\"id\":1}}")))
                .isNotEmpty();
        assertThat(schema(COMPONENT + "ChatResult").validate(JsonClient.MAPPER.readTree("{\"id\":1}")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/models, /models",
        "/models/count, /models/count",
        "/models/user, /models/user",
        "/model/anthropic/claude-sonnet-4.5, /model/{author}/{slug}",
        "/models/anthropic/claude-sonnet-4.5/endpoints, /models/{author}/{slug}/endpoints",
        "/models/meta-llama/llama-3.3-70b-instruct:free/endpoints, /models/{author}/{slug}/endpoints",
        "/models/openrouter/auto/endpoints, /models/{author}/{slug}/endpoints",
        "/providers, /providers",
        "/key, /key",
        "/credits, /credits"
    })
    void listings_are_valid(String path, String operation) throws Exception {
        client.chat("{" + HELLO);
        assertValidGet(path, operation, 200);
    }

    @Test
    void generations_are_valid() throws Exception {
        String id = JsonClient.json(client.chat("{" + HELLO)).path("id").asText();
        assertValidGet("/generation?id=" + id, "/generation", 200);
        assertThat(simulator.billed()).isPositive();
    }

    @Test
    void errors_are_valid() throws Exception {
        assertValid(COMPONENT + "BadRequestResponse", JsonClient.json(client.chat("{}")));
        assertValid(
                COMPONENT + "UnauthorizedResponse", JsonClient.json(client.chat("{" + HELLO, "Authorization", "none")));
        assertValidGet("/generation?id=none", "/generation", 404);
        assertValidGet("/models/a/b/endpoints", "/models/{author}/{slug}/endpoints", 404);
    }

    @Test
    void refusals_are_valid() throws Exception {
        SimulatedAccount account = simulator.account("key").keyLimit(BigDecimal.ZERO, "daily");
        assertValid(COMPONENT + "ForbiddenResponse", JsonClient.json(client.chat("{" + HELLO)));
        account.keyLimit(null, null).credits(BigDecimal.ZERO).freeRequestsPerDay(0);
        assertValid(COMPONENT + "PaymentRequiredResponse", JsonClient.json(client.chat("{" + HELLO)));
        String free = "{\"model\":\"meta-llama/llama-3.3-70b-instruct:free\",";
        assertValid(COMPONENT + "TooManyRequestsResponse", JsonClient.json(client.chat(free + HELLO)));
        assertValidGet("/key", "/key", 200);
        assertValidGet("/credits", "/credits", 200);
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMITED", "SERVER_ERROR", "ERROR_IN_STREAM"})
    void what_goes_wrong_is_valid(Fault fault) throws Exception {
        Map<Integer, String> schemas = Map.of(
                200, "ChatResult",
                429, "TooManyRequestsResponse",
                500, "InternalServerResponse",
                502, "BadGatewayResponse",
                503, "ServiceUnavailableResponse",
                529, "ProviderOverloadedResponse");
        try (OpenRouterSimulator faulty = OpenRouterSimulator.builder()
                .faults(Faults.seeded(3).share(fault, 1))
                .start()) {
            JsonClient faultyClient = new JsonClient(faulty);
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = faultyClient.chat("{" + HELLO);
                assertValid(COMPONENT + schemas.get(answer.statusCode()), JsonClient.json(answer));
            }
            String id = faulty.billedGenerations().get(0).id();
            assertValid(pointer("/generation", 200), JsonClient.json(faultyClient.get("/generation?id=" + id)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_IN_ANSWER", "ERROR_IN_STREAM"})
    void errors_in_streams_are_valid(Fault fault) throws Exception {
        try (OpenRouterSimulator faulty = OpenRouterSimulator.builder()
                .faults(Faults.seeded(3).share(fault, 1))
                .start()) {
            String body = new JsonClient(faulty)
                    .chat("{\"stream\":true," + HELLO, "X-OpenRouter-Metadata", "enabled")
                    .body();
            for (JsonNode chunk : JsonClient.chunks(body)) {
                assertValid(COMPONENT + "ChatStreamChunk", chunk);
            }
        }
    }

    private void assertValidGet(String path, String operation, int status) throws Exception {
        HttpResponse<String> response = client.get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertValid(pointer(operation, status), JsonClient.json(response));
    }

    private static String pointer(String operation, int status) {
        return "/paths/" + operation.replace("/", "~1") + "/get/responses/" + status
                + "/content/application~1json/schema";
    }

    private void assertValid(String pointer, JsonNode answer) {
        assertThat(schema(pointer).validate(answer)).as(answer.toString()).isEmpty();
    }

    private JsonSchema schema(String pointer) {
        return schemas.getSchema(
                SchemaLocation.of(DOCUMENT + "#" + pointer.replace("{", "%7B").replace("}", "%7D")));
    }
}
