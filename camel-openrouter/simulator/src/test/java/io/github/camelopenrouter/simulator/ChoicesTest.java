package io.github.camelopenrouter.simulator;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class ChoicesTest {

    private static final String BODY = "{%s\"messages\":[{\"role\":\"user\",\"content\":\"Say it is so\"}]}";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    ChoicesTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void as_many_choices_are_answered_and_charged_as_are_wanted() throws Exception {
        JsonNode one = JsonClient.json(client.chat(BODY.formatted("")));
        JsonNode three = JsonClient.json(client.chat(BODY.formatted("\"n\":3,")));
        assertThat(three.path("choices"))
                .extracting(choice -> choice.at("/message/content").asText())
                .containsExactly("it is so", "it is so (2)", "it is so (3)");
        assertThat(three.path("choices"))
                .extracting(choice -> choice.path("index").asInt())
                .containsExactly(0, 1, 2);
        assertThat(three.at("/usage/prompt_tokens")).isEqualTo(one.at("/usage/prompt_tokens"));
        assertThat(three.at("/usage/completion_tokens").asInt())
                .isGreaterThan(3 * one.at("/usage/completion_tokens").asInt());
        assertThat(simulator.billed())
                .isEqualByComparingTo(one.at("/usage/cost")
                        .decimalValue()
                        .add(three.at("/usage/cost").decimalValue()));
    }

    @Test
    void choices_are_streamed_at_the_same_time() throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(
                client.chat(BODY.formatted("\"n\":2,\"stream\":true,")).body());
        assertThat(chunks.subList(0, 4))
                .extracting(chunk -> chunk.at("/choices/0/index").asInt())
                .containsExactly(0, 1, 0, 1);
        assertThat(IntStream.range(0, 2).mapToObj(index -> text(chunks, index)))
                .containsExactly("it is so", "it is so (2)");
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.path("usage").isObject()).isTrue();
        assertThat(chunks)
                .filteredOn(chunk -> chunk.at("/choices/0/finish_reason").isTextual())
                .hasSize(2);
    }

    @Test
    void the_model_tells_how_sure_it_is_of_its_tokens() throws Exception {
        String options = "\"logprobs\":true,\"top_logprobs\":2,";
        JsonNode whole = JsonClient.json(client.chat(BODY.formatted(options))).at("/choices/0/logprobs/content");
        assertThat(whole).extracting(token -> token.path("token").asText()).containsExactly("it", " is", " so");
        assertThat(whole.path(0).path("logprob").decimalValue()).isNegative();
        assertThat(whole.path(0).path("top_logprobs")).hasSize(2);
        List<JsonNode> streamed =
                JsonClient.chunks(client.chat(BODY.formatted(options + "\"stream\":true,"))
                                .body())
                        .stream()
                        .map(chunk -> chunk.at("/choices/0/logprobs/content/0"))
                        .filter(JsonNode::isObject)
                        .toList();
        assertThat(streamed).containsExactly(whole.get(0), whole.get(1), whole.get(2));
        assertThat(JsonClient.json(client.chat(BODY.formatted("\"model\":\"deepseek/deepseek-r1\"," + options)))
                        .at("/choices/0/logprobs")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "129", "\"2\"", "1.5"})
    void a_number_of_choices_that_is_none_is_refused(String number) throws Exception {
        assertThat(client.chat(BODY.formatted("\"n\":" + number + ",")).statusCode())
                .isEqualTo(400);
    }

    private static String text(List<JsonNode> chunks, int index) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            if (chunk.at("/choices/0/index").asInt(-1) == index) {
                text.append(chunk.at("/choices/0/delta/content").asText());
            }
        }
        return text.toString();
    }
}
