package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@ExtendWith(OpenRouterSimulatorExtension.class)
class PricesTest {

    private static final String LLAMA = "meta-llama/llama-3.3-70b-instruct";

    private final JsonClient client;

    PricesTest(OpenRouterSimulator simulator) {
        this.client = new JsonClient(simulator);
    }

    @Test
    void every_provider_has_its_own_price_in_decimal_strings() throws Exception {
        JsonNode endpoints = endpoints(LLAMA);
        assertThat(endpoints)
                .extracting(
                        endpoint -> endpoint.path("tag").asText(),
                        endpoint -> endpoint.at("/pricing/prompt").asText())
                .containsExactly(
                        tuple("deepinfra/turbo", "0.0000001"),
                        tuple("groq", "0.00000059"),
                        tuple("novita/bf16", "0.00000013"));
        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(
                                endpoint.at("/pricing/completion").isTextual())
                        .isTrue());
    }

    @Test
    void an_answer_costs_what_its_provider_takes() throws Exception {
        for (JsonNode endpoint : endpoints(LLAMA)) {
            JsonNode usage = usage(endpoint.path("tag").asText());
            BigDecimal prompt = new BigDecimal(endpoint.at("/pricing/prompt").asText())
                    .multiply(usage.path("prompt_tokens").decimalValue());
            BigDecimal completion = new BigDecimal(
                            endpoint.at("/pricing/completion").asText())
                    .multiply(usage.path("completion_tokens").decimalValue());
            assertThat(usage.path("cost").decimalValue()).isPositive().isEqualByComparingTo(prompt.add(completion));
        }
    }

    @Test
    void a_provider_without_a_price_of_its_own_takes_what_the_model_costs() throws Exception {
        assertThat(endpoints("anthropic/claude-3-haiku"))
                .hasSize(3)
                .allSatisfy(endpoint ->
                        assertThat(endpoint.at("/pricing/completion").asText()).isEqualTo("0.00000125"));
    }

    private JsonNode endpoints(String model) throws Exception {
        return JsonClient.json(client.get("/models/" + model + "/endpoints")).at("/data/endpoints");
    }

    private JsonNode usage(String provider) throws Exception {
        HttpResponse<String> answer = client.chat("{\"model\":\"" + LLAMA + "\",\"provider\":{\"only\":[\"" + provider
                + "\"]},\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        return JsonClient.json(answer).path("usage");
    }
}
