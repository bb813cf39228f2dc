package io.github.camelopenrouter.simulator;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class ChatTrafficTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAM = HELLO.replace("{\"messages\"", "{\"stream\":true,\"messages\"");

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    ChatTrafficTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void calls_are_in_flight_until_they_are_answered() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json("{}").heldUntil(latch));
        HttpClient http = HttpClient.newHttpClient();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpRequest.Builder request = client.request("/chat/completions");
            answers.add(http.sendAsync(
                    request.POST(HttpRequest.BodyPublishers.ofString(HELLO)).build(),
                    HttpResponse.BodyHandlers.ofString()));
            simulator.takeRequest(PATIENCE);
            assertThat(simulator.chatCallsInFlight()).isEqualTo(i + 1);
        }
        latch.countDown();
        answers.forEach(CompletableFuture::join);
        assertThat(simulator.chatCallsInFlight()).isZero();
        assertThat(simulator.peakChatCallsInFlight()).isEqualTo(3);
        assertThat(simulator.chatCallsAnswered()).isEqualTo(3);
    }

    @Test
    void one_call_after_the_other_never_counts_as_two() throws Exception {
        for (int i = 0; i < 200; i++) {
            client.chat(i % 2 == 0 ? HELLO : STREAM);
        }
        assertThat(simulator.peakChatCallsInFlight()).isEqualTo(1);
        assertThat(simulator.chatCallsAnswered()).isEqualTo(200);
    }

    @Test
    void a_call_whose_client_left_is_not_answered() throws Exception {
        simulator.enqueue(Reply.sse("data: {}\n\n").thenHang());
        RawClient raw = new RawClient(simulator).chat(HELLO);
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(simulator.chatCallsInFlight()).isEqualTo(1);
        raw.close();
        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
        assertThat(simulator.chatCallsInFlight()).isZero();
        assertThat(simulator.chatCallsAnswered()).isZero();
    }

    @Test
    void a_call_that_the_script_resets_is_not_answered() throws Exception {
        simulator.enqueue(Reply.sse("data: {}\n\n").thenReset());
        RawClient raw = new RawClient(simulator).chat(HELLO);
        assertThat(simulator.takeRequest(PATIENCE).awaitFinished(PATIENCE)).isTrue();
        assertThat(simulator.chatCallsInFlight()).isZero();
        assertThat(simulator.chatCallsAnswered()).isZero();
        raw.close();
    }

    @Test
    void only_chat_counts_and_a_reset_counts_anew() throws Exception {
        client.get("/models");
        assertThat(simulator.peakChatCallsInFlight()).isZero();
        client.chat("{}");
        assertThat(simulator.chatCallsAnswered()).isEqualTo(1);
        simulator.reset();
        assertThat(simulator.peakChatCallsInFlight()).isZero();
        assertThat(simulator.chatCallsAnswered()).isZero();
    }
}
