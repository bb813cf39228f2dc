package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

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
    void a_port_in_use_is_refused_at_the_start() {
        OpenRouterSimulator.Builder builder = OpenRouterSimulator.builder().port(simulator.port());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(builder::start)
                .withMessageContaining("port " + simulator.port());
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
    void a_connection_is_kept_alive_for_the_next_request() throws Exception {
        client.chat(HELLO);
        client.chat(HELLO);
        assertThat(simulator.requests()).extracting(RecordedRequest::connection).containsExactly(1, 1);
        assertThat(simulator.connectionCount()).isEqualTo(1);
        assertThat(simulator.openConnections()).isEqualTo(1);
    }

    @Test
    void knows_when_the_last_connection_has_ended() throws Exception {
        RawClient raw = new RawClient(simulator).chat(HELLO);
        simulator.takeRequest(PATIENCE);
        assertThat(simulator.awaitNoOpenConnections(Duration.ofMillis(1))).isFalse();
        raw.close();
        assertThat(simulator.awaitNoOpenConnections(PATIENCE)).isTrue();
        assertThat(simulator.openConnections()).isZero();
    }

    @Test
    void reads_bodies_in_chunks_and_requests_that_are_sent_ahead() throws Exception {
        String chunks = "14\r\n{\"messages\":[{\"role\"\r\n1c;x=y\r\n:\"user\",\"content\":\"Say it\"}]}\r\n0\r\n\r\n";
        String request = "POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer key\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
        try (RawClient raw = new RawClient(simulator).send(request + request)) {
            raw.readUntil("\r\n0\r\n\r\n");
            raw.readUntil("\r\n0\r\n\r\n");
        }
        assertThat(simulator.requests())
                .extracting(
                        recorded -> recorded.json().at("/messages/0/content").asText())
                .containsExactly("Say it", "Say it");
    }

    @Test
    void tells_a_client_to_go_on_that_asks_before_it_sends() throws Exception {
        try (RawClient raw = new RawClient(simulator)
                .send("POST /api/v1/chat/completions HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")) {
            raw.readUntil("HTTP/1.1 100 Continue\r\n\r\n");
            raw.send("{}");
            assertThat(raw.readUntil("\r\n")).isEqualTo("HTTP/1.1 401 Unauthorized\r\n");
        }
    }

    @Test
    void what_is_no_http_is_refused() throws Exception {
        try (RawClient raw = new RawClient(simulator).send("Hello?\r\n\r\n")) {
            assertThat(raw.readAll()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close");
        }
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_client_that_leaves_within_its_request_leaves_no_trace() throws Exception {
        RawClient raw = new RawClient(simulator).send("POST /api/v1/chat/completions HTTP/1.1\r\nContent-Le");
        raw.reset();
        assertThat(simulator.awaitNoOpenConnections(PATIENCE)).isTrue();
        assertThat(simulator.requests()).isEmpty();
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
        OpenRouterSimulator.Builder builder = OpenRouterSimulator.builder();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.tokenInterval(Duration.ofMillis(-1)))
                .withMessageContaining("tokenInterval");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.keepAliveEvery(Duration.ZERO))
                .withMessageContaining("keepAliveEvery");
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
