package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class ReasoningTest {

    private static final String SONNET = "\"model\":\"anthropic/claude-sonnet-4.5\",\"reasoning\":{\"enabled\":true}";
    private static final String GEMINI = "\"model\":\"google/gemini-2.5-flash\",\"reasoning\":{\"enabled\":true}";
    private static final String GPT = "\"model\":\"openai/gpt-5-mini\"";
    private static final String R1 = "\"model\":\"deepseek/deepseek-r1\"";
    private static final String DETAILS = "/choices/0/message/reasoning_details";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    ReasoningTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void each_provider_tells_its_reasoning_in_its_own_way() throws Exception {
        assertThat(types(SONNET)).containsExactly("reasoning.text anthropic-claude-v1");
        assertThat(types(GEMINI))
                .containsExactly("reasoning.text google-gemini-v1", "reasoning.encrypted google-gemini-v1");
        assertThat(types(GPT))
                .containsExactly("reasoning.summary openai-responses-v1", "reasoning.encrypted openai-responses-v1");
        assertThat(types(R1)).containsExactly("reasoning.text unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GEMINI, GPT, R1})
    void pieces_of_a_stream_make_the_details_of_a_single_answer(String options) throws Exception {
        List<ObjectNode> merged = new ArrayList<>();
        for (JsonNode chunk : JsonClient.chunks(
                client.chat(body(options + ",\"stream\":true", "")).body())) {
            for (JsonNode piece : chunk.at("/choices/0/delta/reasoning_details")) {
                merge(merged, (ObjectNode) piece);
            }
        }
        JsonNode whole = ask(options).at(DETAILS);
        assertThat(merged).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
            assertThat((JsonNode) merged.get(i)).isEqualTo(whole.get(i));
        }
    }

    @Test
    void reasoning_is_counted_and_charged_also_where_it_is_hidden() throws Exception {
        JsonNode shown = ask(GPT);
        JsonNode hidden = ask(GPT + ",\"reasoning\":{\"exclude\":true}");
        assertThat(hidden.at(DETAILS).isMissingNode()).isTrue();
        assertThat(hidden.path("usage")).isEqualTo(shown.path("usage"));
        int tokens = shown.at("/usage/completion_tokens").asInt();
        assertThat(shown.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isBetween(1, tokens - 1);
        assertThat(shown.at("/usage/cost_details/upstream_inference_completions_cost")
                        .decimalValue())
                .isEqualByComparingTo(new BigDecimal("0.000002").multiply(BigDecimal.valueOf(tokens)));
        assertThat(simulator.billed())
                .isEqualByComparingTo(shown.at("/usage/cost").decimalValue().multiply(BigDecimal.valueOf(2)));
    }

    @Test
    void reasoning_can_be_bounded_and_switched_off() throws Exception {
        String bounded = GEMINI.replace("\"enabled\":true", "\"max_tokens\":5");
        assertThat(ask(bounded)
                        .at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(5);
        String off = GEMINI.replace("\"enabled\":true", "\"effort\":\"none\"");
        assertThat(ask(off).at("/choices/0/message/reasoning").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai/gpt-5-mini | {\"effort\":\"none\"} | Reasoning is mandatory for this endpoint and cannot be"
                        + " disabled.",
                "deepseek/deepseek-r1 | {\"enabled\":false} | Reasoning is mandatory for this endpoint and cannot be"
                        + " disabled.",
                "google/gemini-2.5-flash | {\"effort\":\"low\",\"max_tokens\":9} | Only one of \"reasoning.effort\" and"
                        + " \"reasoning.max_tokens\" may be specified",
                "google/gemini-2.5-flash | {\"effort\":\"low\"},\"reasoning_effort\":\"high\" | \"reasoning_effort\" and"
                        + " \"reasoning.effort\" contradict each other"
            })
    void a_wish_that_cannot_be_met_is_refused(String model, String reasoning, String message) throws Exception {
        HttpResponse<String> answer = client.chat(body("\"model\":\"" + model + "\",\"reasoning\":" + reasoning, ""));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonClient.json(answer).at("/error/message").asText()).isEqualTo(message);
        assertThat(simulator.billed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                SONNET + " | text | messages.0.content.0: Invalid `signature` in `thinking` block",
                GEMINI + " | data | Thought signature is not valid",
                GPT + " | data | The encrypted content of a reasoning item could not be verified."
            })
    void reasoning_must_come_back_unchanged(String options, String member, String complaint) throws Exception {
        JsonNode details = ask(options).at(DETAILS);
        assertThat(client.chat(body(options, replay(details))).statusCode()).isEqualTo(200);
        for (JsonNode detail : details) {
            if (detail.has(member) && (detail.has("signature") || detail.has("data"))) {
                ((ObjectNode) detail).put(member, detail.path(member).asText() + "x");
            }
        }
        HttpResponse<String> answer = client.chat(body(options, replay(details)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonClient.json(answer).at("/error/metadata/raw").asText()).contains(complaint);
        assertThat(client.chat(body(R1, replay(details))).statusCode()).isEqualTo(200); // another provider's reasoning
    }

    private List<String> types(String options) throws Exception {
        List<String> types = new ArrayList<>();
        for (JsonNode detail : ask(options).at(DETAILS)) {
            types.add(detail.path("type").asText() + " " + detail.path("format").asText());
        }
        return types;
    }

    private JsonNode ask(String options) throws Exception {
        HttpResponse<String> answer = client.chat(body(options, ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer);
    }

    private static void merge(List<ObjectNode> merged, ObjectNode piece) {
        for (ObjectNode known : merged) {
            if (known.path("type").equals(piece.path("type"))) {
                piece.properties().forEach(member -> {
                    boolean grows = List.of("text", "summary").contains(member.getKey());
                    String before = known.path(member.getKey()).asText();
                    if (grows) {
                        known.put(member.getKey(), before + member.getValue().asText());
                    } else {
                        known.set(member.getKey(), member.getValue());
                    }
                });
                return;
            }
        }
        merged.add(piece);
    }

    private static String replay(JsonNode details) {
        return "{\"role\":\"assistant\",\"content\":\"Before\",\"reasoning_details\":" + details + "},";
    }

    private static String body(String options, String before) {
        return "{" + options + ",\"messages\":[" + before + "{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
