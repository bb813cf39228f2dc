package io.github.camelopenrouter.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What another process can see of the bill. */
@ExtendWith(OpenRouterSimulatorExtension.class)
class ManagementTest {

    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    ManagementTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void the_bill_can_be_asked_for_without_a_key() throws Exception {
        client.chat(HELLO, "X-OpenRouter-Cache", "true");
        client.chat(HELLO, "X-OpenRouter-Cache", "true");
        JsonNode bill = get("/simulator/bill");
        String billed = bill.path("billed").asText();
        assertThat(billed).isEqualTo(simulator.billed().toPlainString()).startsWith("0.0000");
        assertThat(bill.path("by_key").path(BilledGeneration.keyHash("key")).asText())
                .isEqualTo(billed);
        assertThat(bill.path("by_model").path("openai/gpt-4o-mini").asText()).isEqualTo(billed);
        assertThat(bill.path("calls"))
                .isEqualTo(JsonClient.MAPPER.readTree("{\"answered\":2,\"in_flight\":0,\"peak_in_flight\":1}"));
        assertThat(bill.path("generations"))
                .isEqualTo(JsonClient.MAPPER.readTree("{\"total\":2,\"cache_hits\":1,\"client_gone\":0,\"failed\":0}"));
    }

    @Test
    void faults_are_counted() throws Exception {
        try (OpenRouterSimulator faulty = OpenRouterSimulator.builder()
                .faults(Faults.seeded(1).share(Fault.RATE_LIMITED, 1))
                .start()) {
            new JsonClient(faulty).chat(HELLO);
            assertThat(get(faulty, "/simulator/bill").path("faults")).hasToString("{\"rate_limited\":1}");
        }
    }

    @Test
    void every_generation_can_be_seen() throws Exception {
        String id = JsonClient.json(client.chat(HELLO)).path("id").asText();
        JsonNode generation = get("/simulator/generations").at("/data/0");
        assertThat(generation.path("id").asText()).isEqualTo(id);
        assertThat(generation.path("cost").asText())
                .isEqualTo(simulator.billed().toPlainString());
        assertThat(generation.path("request_sha256").asText()).hasSize(64);
        assertThat(generation.path("client_gone").asBoolean()).isFalse();
    }

    @Test
    void looking_at_the_bill_leaves_no_trace() throws Exception {
        simulator.replyWith(request -> Reply.json(500, "{}"));
        get("/simulator/bill");
        assertThat(simulator.requests()).isEmpty();
    }

    private JsonNode get(String path) throws Exception {
        return get(simulator, path);
    }

    private static JsonNode get(OpenRouterSimulator asked, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + asked.port() + path))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonClient.json(response);
    }
}
