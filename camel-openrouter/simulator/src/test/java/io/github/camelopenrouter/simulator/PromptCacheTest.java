package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class PromptCacheTest {

    private static final String SONNET = "\"model\":\"anthropic/claude-sonnet-4.5\",";
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"%s}";
    private static final String LONG = "All that there is to know about camels, in very many words.";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    PromptCacheTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void the_first_call_writes_what_the_second_one_reads() throws Exception {
        JsonNode first = usage(marked(SONNET, "", "One?"));
        int prefix = first.at("/prompt_tokens_details/cache_write_tokens").asInt();
        assertThat(prefix).isGreaterThan(10);
        assertThat(first.at("/prompt_tokens_details/cached_tokens").asInt()).isZero();
        assertPrompt(first, "0.00000375", prefix);
        JsonNode second = usage(marked(SONNET, "", "And two?"));
        assertThat(second.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(prefix);
        assertThat(second.at("/prompt_tokens_details/cache_write_tokens").asInt())
                .isZero();
        assertPrompt(second, "0.0000003", prefix);
        assertThat(simulator.billed())
                .isEqualByComparingTo(first.path("cost")
                        .decimalValue()
                        .add(second.path("cost").decimalValue()));
        String id = simulator.billedGenerations().get(1).id();
        assertThat(JsonClient.json(client.get("/generation?id=" + id))
                        .at("/data/native_tokens_cached")
                        .asInt())
                .isEqualTo(prefix);
    }

    @Test
    void an_hour_has_a_price_of_its_own() throws Exception {
        JsonNode first = usage(marked(SONNET, ",\"ttl\":\"1h\"", "One?"));
        assertPrompt(
                first,
                "0.000006",
                first.at("/prompt_tokens_details/cache_write_tokens").asInt());
    }

    @Test
    void the_request_itself_can_be_marked_and_grows_by_what_is_new() throws Exception {
        String whole = "{" + SONNET + "\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":[%s]}";
        String one = "{\"role\":\"user\",\"content\":\"" + LONG + "\"}";
        String three = one + ",{\"role\":\"assistant\",\"content\":\"Yes.\"},{\"role\":\"user\",\"content\":\"Why?\"}";
        JsonNode first = usage(whole.formatted(one));
        assertThat(first.at("/prompt_tokens_details/cache_write_tokens").asInt())
                .isEqualTo(first.path("prompt_tokens").asInt());
        JsonNode again = usage(whole.formatted(one));
        assertThat(again.at("/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(again.path("prompt_tokens").asInt());
        JsonNode marked = usage(whole.formatted(three.replaceFirst(
                "\"content\":\"" + LONG + "\"",
                "\"content\":[{\"type\":\"text\",\"text\":\"" + LONG + "\"" + MARK.formatted("") + "}]")));
        assertThat(marked.at("/prompt_tokens_details/cache_write_tokens").asInt())
                .isPositive();
    }

    @Test
    void another_prefix_another_key_and_another_provider_read_nothing() throws Exception {
        client.chat(marked(SONNET, "", "One?"));
        String other = marked(SONNET, "", "One?").replace("camels", "donkeys");
        assertThat(usage(other).at("/prompt_tokens_details/cached_tokens").asInt())
                .isZero();
        String bedrock = "\"provider\":{\"only\":[\"amazon-bedrock\"]},";
        assertThat(usage(marked(SONNET + bedrock, "", "One?"))
                        .at("/prompt_tokens_details/cached_tokens")
                        .asInt())
                .isZero();
        JsonNode stranger =
                JsonClient.json(client.chat(marked(SONNET, "", "One?"), "Authorization", "Bearer stranger"));
        assertThat(stranger.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isZero();
    }

    @Test
    void a_provider_without_a_price_for_writing_tells_only_what_it_read() throws Exception {
        String mini = "\"model\":\"openai/gpt-4o-mini\",";
        assertThat(usage(marked(mini, "", "One?"))
                        .at("/prompt_tokens_details/cache_write_tokens")
                        .asInt())
                .isZero();
        assertThat(usage(marked(mini, "", "One?"))
                        .at("/prompt_tokens_details/cached_tokens")
                        .asInt())
                .isPositive();
    }

    @Test
    void more_than_four_marks_are_refused() throws Exception {
        String part = "{\"type\":\"text\",\"text\":\"a\"" + MARK.formatted("") + "}";
        HttpResponse<String> answer = client.chat("{" + SONNET + "\"messages\":[{\"role\":\"user\",\"content\":["
                + String.join(",", part, part, part, part, part) + "]}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonClient.json(answer).at("/error/metadata/raw").asText()).contains("Found 5.");
    }

    private static void assertPrompt(JsonNode usage, String price, int tokens) {
        int plain = usage.path("prompt_tokens").asInt() - tokens;
        assertThat(usage.at("/cost_details/upstream_inference_prompt_cost").decimalValue())
                .isEqualByComparingTo(new BigDecimal(price)
                        .multiply(BigDecimal.valueOf(tokens))
                        .add(new BigDecimal("0.000003").multiply(BigDecimal.valueOf(plain))));
    }

    private JsonNode usage(String body) throws Exception {
        HttpResponse<String> answer = client.chat(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer).path("usage");
    }

    private static String marked(String options, String ttl, String question) {
        return "{" + options + "\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"" + LONG
                + "\"" + MARK.formatted(ttl) + "}]},{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    }
}
