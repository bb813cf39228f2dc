package io.github.camelopenrouter.simulator;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class HttpConnectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @RegisterExtension
    final OpenRouterSimulatorExtension extension = new OpenRouterSimulatorExtension();

    private final OpenRouterSimulator simulator = extension.simulator();

    @Test
    void reads_bodies_in_chunks_and_requests_that_are_sent_ahead() throws Exception {
        String chunks = "14\r\n{\"messages\":[{\"role\"\r\n1d;x=y\r\n:\"user\",\"content\":\"Say it\"}]}\r\n0\r\n\r\n";
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
    void a_connection_is_kept_alive_for_the_next_request() throws Exception {
        try (RawClient raw = new RawClient(simulator)) {
            raw.chat(HELLO).readUntil("\r\n0\r\n\r\n");
            raw.chat(HELLO).readUntil("\r\n0\r\n\r\n");
            assertThat(simulator.openConnections()).isEqualTo(1);
        }
        assertThat(simulator.requests()).extracting(RecordedRequest::connection).containsExactly(1, 1);
        assertThat(simulator.connectionCount()).isEqualTo(1);
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
}
