package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OpenRouterSimulatorExtension.class)
class ReplyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final OpenRouterSimulator simulator;

    ReplyTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
    }

    @Test
    void a_json_reply_has_its_length_and_nothing_else() throws Exception {
        try (RawClient client =
                ask(Reply.json(402, "{\"é\":1}").header("X-One", "1").header("X-One", "2"))) {
            assertThat(client.readUntil("}"))
                    .isEqualTo("HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\n"
                            + "X-One: 1\r\nX-One: 2\r\nContent-Length: 8\r\n\r\n{\"Ã©\":1}");
        }
    }

    @Test
    void a_body_can_end_after_each_of_its_bytes() throws Exception {
        Reply reply = Reply.sse("data: a\n\n", "data: \u00e9\n\n").repeat(2);
        assertThat(reply.bodyLength()).isEqualTo(38);
        for (int bytes = 0; bytes <= 40; bytes++) {
            try (RawClient client = ask(reply.truncatedAfter(bytes))) {
                client.readUntil("0\r\n\r\n");
            }
            RecordedRequest request = simulator.takeRequest(PATIENCE);
            assertThat(request.awaitFinished(PATIENCE)).isTrue();
            assertThat(request.bytesWritten()).isEqualTo(Math.min(bytes, 38));
        }
    }

    @Test
    void a_body_of_known_length_is_cut_to_a_shorter_one_and_an_endless_one_to_one_with_an_end() throws Exception {
        try (RawClient client = ask(Reply.json("{\"a\":1}").truncatedAfter(3))) {
            assertThat(client.readUntil("{\"a")).endsWith("Content-Length: 3\r\n\r\n{\"a");
        }
        assertThat(Reply.sse("ab").repeatForever().truncatedAfter(5).bodyLength())
                .isEqualTo(5);
        assertThat(Reply.sse().repeatForever().truncatedAfter(5).bodyLength()).isZero();
        assertThat(Reply.sse("ab").repeatForever().bodyLength()).isEqualTo(Integer.MAX_VALUE);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Reply.sse("ab").truncatedAfter(-1));
    }

    @Test
    void events_go_out_as_they_are_one_chunk_each() throws Exception {
        try (RawClient client = ask(Reply.sse("data: a\n\n", "", "data: b\r\n\r\n"))) {
            assertThat(client.readUntil("\r\n0\r\n\r\n"))
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "9\r\ndata: a\n\n\r\nb\r\ndata: b\r\n\r\n\r\n0\r\n\r\n");
        }
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.awaitFinished(PATIENCE)).isTrue();
        assertThat(request.writes()).isEqualTo(3);
        assertThat(request.bytesWritten()).isEqualTo(20);
    }

    @Test
    void raw_bytes_are_all_there_is_on_the_wire() throws Exception {
        byte[] head = bytes("HTTP/1.1 200 Fine\r\n\r\n");
        try (RawClient client = ask(
                Reply.raw(head, bytes("x"), bytes("y")).header("X-Ignored", "1").status(500))) {
            assertThat(client.readAll()).isEqualTo("HTTP/1.1 200 Fine\r\n\r\nxy");
        }
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.awaitFinished(PATIENCE)).isTrue();
        assertThat(request.writes()).isEqualTo(3);
        assertThat(request.bytesWritten()).isEqualTo(head.length + 2);
    }

    @Test
    void what_a_script_was_made_of_may_change_afterwards() throws Exception {
        byte[] body = bytes("HTTP/1.1 200 OK\r\n\r\n");
        Reply reply = Reply.raw(body);
        body[0] = 'X';
        try (RawClient client = ask(reply)) {
            assertThat(client.readAll()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_script_can_be_varied_without_changing_it() throws Exception {
        Reply reply = Reply.json("{}");
        reply.status(500).header("X-Added", "1").thenReset();
        try (RawClient client = ask(reply)) {
            assertThat(client.readUntil("{}")).startsWith("HTTP/1.1 200 OK").doesNotContain("X-Added");
        }
    }

    @Test
    void a_false_content_length_is_sent_as_told() throws Exception {
        try (RawClient client = ask(Reply.json("{}").contentLength(100))) {
            assertThat(client.readAll()).contains("Content-Length: 100\r\n").endsWith("\r\n\r\n{}");
        }
        try (RawClient client = ask(Reply.json("{\"a\":1}").contentLength(2))) {
            assertThat(client.readAll()).contains("Content-Length: 2\r\n").endsWith("\r\n\r\n{\"a\":1}");
        }
    }

    @Test
    void several_writes_of_any_type_are_sent_in_chunks() throws Exception {
        try (RawClient client = ask(Reply.bytes(200, "audio/pcm", bytes("ab"), bytes("c")))) {
            assertThat(client.readUntil("0\r\n\r\n"))
                    .contains("Content-Type: audio/pcm\r\n")
                    .endsWith("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
        }
    }

    @Test
    void a_reset_is_all_the_client_gets() throws Exception {
        try (RawClient client = ask(Reply.reset())) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(client::readAll)
                    .withMessageContaining("reset");
        }
    }

    @Test
    void a_stream_can_be_reset_after_its_last_event() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        Reply reply = Reply.sse("data: a\n\n").awaiting(seen).thenReset();
        try (RawClient client = ask(reply)) {
            client.readUntil("data: a\n\n\r\n");
            seen.countDown();
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::readAll);
        }
    }

    @Test
    void a_stream_can_be_cut_in_mid_body() throws Exception {
        try (RawClient client = ask(Reply.sse("data: a\n\n", "data: {").thenClose())) {
            assertThat(client.readAll()).endsWith("7\r\ndata: {\r\n");
        }
    }

    @Test
    void a_cut_shows_also_in_a_reply_of_one_write() throws Exception {
        try (RawClient client = ask(Reply.json("{\"a\":").thenClose())) {
            assertThat(client.readAll()).contains("Transfer-Encoding: chunked").endsWith("5\r\n{\"a\":\r\n");
        }
    }

    @Test
    void hanging_lasts_until_the_client_leaves() throws Exception {
        RawClient client = ask(Reply.hang());
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.awaitDisconnect(SHORT)).isFalse();
        client.close();
        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
        assertThat(request.bytesWritten()).isZero();
        assertThat(request.finished()).isFalse();
    }

    @Test
    void a_stream_can_fall_silent_after_its_last_event() throws Exception {
        RawClient client = ask(Reply.sse("data: a\n\n").thenHang());
        client.readUntil("data: a\n\n\r\n");
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        assertThat(request.awaitFinished(SHORT)).isFalse();
        client.reset();
        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void an_answer_is_held_until_the_signal_of_the_test() throws Exception {
        CountDownLatch signal = new CountDownLatch(1);
        try (RawClient client = ask(Reply.json("{}").heldUntil(signal))) {
            RecordedRequest request = simulator.takeRequest(PATIENCE);
            assertThat(request.awaitFinished(SHORT)).isFalse();
            assertThat(request.bytesWritten()).isZero();
            signal.countDown();
            assertThat(client.readUntil("{}")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void write_wait_write_can_be_scripted() throws Exception {
        CountDownLatch signal = new CountDownLatch(1);
        Reply reply =
                Reply.sse("a").awaiting(signal).thenSse("b").thenDelay(SHORT).then(bytes("c"), bytes("d"));
        try (RawClient client = ask(reply)) {
            assertThat(client.readUntil("1\r\na\r\n")).startsWith("HTTP/1.1 200 OK");
            // the client may have read what its writer has not counted yet
            for (long by = System.nanoTime() + PATIENCE.toNanos();
                    simulator.requests().get(0).writes() == 0; ) {
                assertThat(System.nanoTime()).isLessThan(by);
                Thread.onSpinWait();
            }
            assertThat(simulator.requests().get(0).writes()).isEqualTo(1);
            signal.countDown();
            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n0\r\n\r\n");
        }
    }

    @Test
    void delays_and_pauses_take_their_time() throws Exception {
        long start = System.nanoTime();
        try (RawClient client = ask(Reply.sse("a", "b", "c").pause(SHORT).delay(SHORT))) {
            client.readUntil("0\r\n\r\n");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT.multipliedBy(3));
    }

    @Test
    void a_script_can_be_repeated() throws Exception {
        try (RawClient client = ask(Reply.sse("a", "b").repeat(2).thenSse("c"))) {
            assertThat(client.readUntil("0\r\n\r\n"))
                    .endsWith("1\r\na\r\n1\r\nb\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Reply.sse("a").repeat(-1));
    }

    @Test
    void an_endless_reply_ends_when_the_client_leaves() throws Exception {
        RawClient client =
                ask(Reply.sse(": OPENROUTER PROCESSING\n\n").repeatForever().pause(Duration.ofMillis(1)));
        client.readUntil("PROCESSING\n\n\r\n19\r\n: OPENROUTER PROCESSING\n\n");
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        client.close();
        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
        assertThat(request.writes()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void an_endless_reply_without_pauses_ends_when_the_client_leaves() throws Exception {
        RawClient client = ask(Reply.sse("x".repeat(1000)).repeatForever());
        client.readUntil("xxx");
        RecordedRequest request = simulator.takeRequest(PATIENCE);
        client.close();
        assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
    }

    private RawClient ask(Reply reply) throws IOException {
        simulator.enqueue(reply);
        return new RawClient(simulator).chat("{}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
