package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OpenRouterSimulatorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @RegisterExtension
    final OpenRouterSimulatorExtension extension = new OpenRouterSimulatorExtension();

    private final OpenRouterSimulator simulator = extension.simulator();
    private final JsonClient client = new JsonClient(simulator);

    @Test
    void starts_on_a_free_port_and_stops_when_closed() throws Exception {
        OpenRouterSimulator other = OpenRouterSimulator.start();
        JsonClient otherClient = new JsonClient(other);
        assertThat(other.baseUrl()).isEqualTo("http://localhost:" + other.port() + "/api/v1");
        assertThat(otherClient.get("/models").statusCode()).isEqualTo(200);

        other.close();
        other.close();

        assertThat(other.awaitNoOpenConnections(PATIENCE)).isTrue();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> otherClient.get("/models"));
    }

    @Test
    void a_request_that_is_recorded_has_taken_its_scripted_answer() throws Exception {
        for (int round = 0; round < 200; round++) {
            simulator.enqueue(Reply.json("\"first\""), Reply.json("\"second\""));
            CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(this::ask);

            simulator.takeRequest(PATIENCE);
            HttpResponse<String> second = ask();

            assertThat(second.body()).isEqualTo("\"second\"");
            assertThat(first.get().body()).isEqualTo("\"first\"");
            simulator.reset();
        }
    }

    private HttpResponse<String> ask() {
        try {
            return client.chat(HELLO);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_port_in_use_is_refused_at_the_start() {
        OpenRouterSimulatorBuilder builder = OpenRouterSimulator.builder().port(simulator.port());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(builder::start)
                .withMessageContaining("port " + simulator.port());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> OpenRouterSimulator.start(simulator.port()));
    }

    @Test
    void a_simulator_that_is_started_on_port_0_finds_one() {
        try (OpenRouterSimulator another = OpenRouterSimulator.start(0)) {
            assertThat(another.port()).isPositive().isNotEqualTo(simulator.port());
        }
    }

    @Test
    void accepts_any_key_but_wants_one() throws Exception {
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = client.chat(HELLO, "Authorization", "Bearer ");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .isEqualTo("{\"error\":{\"message\":\"Missing Authentication header\",\"code\":401},\"user_id\":null}");
    }

    @Test
    void accepts_only_the_given_keys_if_there_are_any() throws Exception {
        try (OpenRouterSimulator strict =
                OpenRouterSimulator.builder().apiKeys("good", "better").start()) {
            JsonClient strictClient = new JsonClient(strict);
            assertThat(strictClient
                            .get("/key", "Authorization", "Bearer better")
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = strictClient.get("/key", "Authorization", "Bearer bad");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(JsonClient.json(refused).at("/error/message").asText()).isEqualTo("User not found.");
        }
    }

    @Test
    void records_what_was_sent() throws Exception {
        client.chat(HELLO, "X-Title", "Grüße");
        client.get("/generation?id=nothing");

        RecordedRequest chat = simulator.takeRequest(PATIENCE);
        assertThat(chat.method()).isEqualTo("POST");
        assertThat(chat.path()).isEqualTo("/api/v1/chat/completions");
        assertThat(chat.query()).isNull();
        assertThat(chat.header("x-title")).isNotNull().isEqualTo(chat.header("X-TITLE"));
        assertThat(chat.header("X-Absent")).isNull();
        assertThat(chat.headers()).anyMatch(header -> header.getKey().equalsIgnoreCase("authorization"));
        assertThat(chat.text()).isEqualTo(HELLO);
        assertThat(chat.body()).asString().isEqualTo(HELLO);
        assertThat(chat.json().at("/messages/0/content").asText()).isEqualTo("Hello");
        assertThat(chat.awaitFinished(PATIENCE)).isTrue();
        assertThat(chat.disconnected()).isFalse();
        assertThat(simulator.takeRequest(PATIENCE).query()).isEqualTo("id=nothing");
        assertThat(simulator.requests()).hasSize(2).startsWith(chat);
    }

    @Test
    void a_body_that_is_no_json_is_recorded_all_the_same() throws Exception {
        assertThat(client.chat("Hello").statusCode()).isEqualTo(400);
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.text()).isEqualTo("Hello");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(request::json);
    }

    @Test
    void waiting_for_a_request_that_never_comes_ends_with_what_did_come() throws Exception {
        client.get("/models");
        simulator.takeRequest(PATIENCE);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> simulator.takeRequest(Duration.ofMillis(1)))
                .withMessageContaining("no request arrived within PT0.001S")
                .withMessageContaining("GET /api/v1/models");
    }

    @Test
    void old_requests_are_forgotten_if_told_so() throws Exception {
        try (OpenRouterSimulator forgetful =
                OpenRouterSimulator.builder().keepRequests(2).start()) {
            JsonClient forgetfulClient = new JsonClient(forgetful);
            forgetfulClient.get("/models?q=1");
            forgetfulClient.get("/models?q=2");
            forgetfulClient.get("/models?q=3");
            assertThat(forgetful.requests()).extracting(RecordedRequest::query).containsExactly("q=2", "q=3");
            assertThat(forgetful.takeRequest(PATIENCE).query()).isEqualTo("q=2");
        }
    }

    @Test
    void enqueued_replies_come_in_order_and_then_the_realistic_ones() throws Exception {
        simulator.enqueue(Reply.json(429, "{}"), Reply.json("[1]"));
        assertThat(client.get("/models").statusCode()).isEqualTo(200);
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(429);
        assertThat(client.chat(HELLO).body()).isEqualTo("[1]");
        assertThat(client.chat(HELLO).body()).contains("chat.completion");
    }

    @Test
    void a_dispatcher_answers_what_it_wants_to() throws Exception {
        simulator.replyWith(request -> request.path().endsWith("/embeddings") ? Reply.json("{\"data\":[]}") : null);
        HttpRequest.Builder embeddings = client.request("/embeddings").POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(client.send(embeddings).body()).isEqualTo("{\"data\":[]}");
        assertThat(client.chat(HELLO).body()).contains("chat.completion");
    }

    @Test
    void a_dispatcher_that_fails_is_answered_and_told() throws Exception {
        simulator.replyWith(request -> {
            throw new IllegalArgumentException("my \"mistake\"");
        });
        HttpResponse<String> response = client.get("/models");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(JsonClient.json(response).at("/error/message").asText()).contains("my \"mistake\"");
    }

    @Test
    void reset_forgets_everything_but_the_port() throws Exception {
        String id = JsonClient.json(client.chat(HELLO)).path("id").asText();
        assertThat(simulator.billed()).isPositive();
        simulator.enqueue(Reply.json(500, "{}")).replyWith(request -> Reply.json(500, "{}"));
        int port = simulator.port();

        simulator.reset();

        assertThat(simulator.requests()).isEmpty();
        assertThat(simulator.billed()).isZero();
        assertThat(simulator.port()).isEqualTo(port);
        assertThat(client.get("/generation?id=" + id).statusCode()).isEqualTo(404);
        assertThat(client.chat(HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        OpenRouterSimulatorBuilder builder = OpenRouterSimulator.builder();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.tokenInterval(Duration.ofMillis(-1)))
                .withMessageContaining("tokenInterval");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.keepAliveEvery(Duration.ZERO))
                .withMessageContaining("keepAliveEvery");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.keepRequests(0))
                .withMessageContaining("keepRequests");
    }

    @Test
    void closing_ends_answers_that_hang() throws IOException, InterruptedException {
        OpenRouterSimulator other = OpenRouterSimulator.start();
        other.enqueue(Reply.hang());
        try (RawClient raw = new RawClient(other).chat(HELLO)) {
            RecordedRequest request = other.takeRequest(PATIENCE);
            other.close();
            assertThat(raw.readAll()).isEmpty();
            assertThat(other.awaitNoOpenConnections(PATIENCE)).isTrue();
            assertThat(request.finished()).isFalse();
            assertThat(request.disconnected()).isFalse();
        }
    }
}
