package io.github.camelopenrouter.simulator;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OpenRouterSimulatorExtension.class)
class ScriptedAnswerTest {

    private static final String CHAT = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    ScriptedAnswerTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void a_piece_comes_before_the_next_one_may() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        // tag::deltas[]
        simulator.enqueue(Reply.deltas("[{\"a\":1", "}")
                .awaiting(gate)
                .thenDeltas(",{\"a\":2}]")
                .thenFinish("stop"));
        // end::deltas[]
        HttpRequest request = client.request("/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                .build();
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            StringBuilder before = new StringBuilder();
            while (before.indexOf("\"content\":\"}\"") < 0) {
                before.append((char) in.read());
            }
            assertThat(before).doesNotContain(",{");
            gate.countDown();
            String after = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<JsonNode> chunks = JsonClient.chunks(after.substring(after.indexOf("data: ")));
            assertThat(chunks).hasSize(3);
            assertThat(chunks.get(0).at("/choices/0/delta/content").asText()).isEqualTo(",{\"a\":2}]");
            assertThat(chunks.get(1).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
            assertThat(chunks.get(2).path("usage").path("total_tokens").asInt()).isEqualTo(2);
            assertThat(after).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void a_text_is_cut_into_pieces_of_so_many_characters() throws Exception {
        simulator.enqueue(Reply.streamed("ab\uD83D\uDE00cde", 2));
        assertThat(JsonClient.chunks(client.chat(CHAT).body()))
                .extracting(chunk -> chunk.at("/choices/0/delta/content").asText())
                .containsExactly("ab", "\uD83D\uDE00c", "de", "", "");
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.streamed("a", 0));
    }

    @Test
    void a_completion_says_what_it_is_given() throws Exception {
        simulator.enqueue(Reply.completion("{\"a\": 1"));
        JsonNode answer = JsonClient.json(client.chat(CHAT));
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("{\"a\": 1");
        assertThat(answer.at("/usage/cost").decimalValue()).isZero();
    }
}
