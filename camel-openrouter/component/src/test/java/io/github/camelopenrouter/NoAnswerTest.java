package io.github.camelopenrouter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** The request was sent, and no answer or no whole answer came: it may have been paid, so it is not sent again unasked. */
class NoAnswerTest extends SimulatorTestSupport {
    private static final Duration SHORT = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"completion", "streaming"})
    void silence_ends_at_the_response_timeout_and_the_connection_with_it(String operation) throws Exception {
        simulator.enqueue(Reply.hang(), Reply.hang());
        long start = System.nanoTime();

        Exchange exchange = send("openrouter:" + operation + "?responseTimeout=200&maxRetries=2", "hello");

        assertUnknown(exchange, "response_timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), SHORT);
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
    }

    @Test
    void with_the_response_cache_silence_is_followed_by_the_same_bytes_and_a_hit() throws Exception {
        simulator.enqueue(
                Reply.hang(), Reply.json(Wire.completion("Paris")).header("X-OpenRouter-Cache-Status", "HIT"));

        Exchange exchange = send("openrouter:completion?responseCache=true&responseTimeout=1000&maxRetries=2", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.CACHE_STATUS))
                .isEqualTo("HIT");
        assertThat(simulator.requests())
                .hasSize(2)
                .allMatch(request -> "true".equals(request.header("X-OpenRouter-Cache")));
        assertThat(simulator.requests().get(0).text())
                .isEqualTo(simulator.requests().get(1).text());
    }

    @Test
    void a_reset_right_after_the_request_is_not_followed_by_another_request() {
        simulator.enqueue(Reply.reset(), Reply.json(Wire.completion("twice")));

        assertUnknown(send("openrouter:completion?maxRetries=2", "hello"), "connection_reset");
    }

    @Test
    void an_edge_that_gave_up_while_the_service_went_on_is_not_asked_again() {
        simulator.enqueue(Reply.json(524, "<html><title>A timeout occurred</title></html>"));

        Exchange exchange = send("openrouter:completion?maxRetries=2", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_answer_that_is_shorter_than_it_said_is_a_failure() {
        String whole = Wire.completion("Paris");
        simulator.enqueue(Reply.json(whole.substring(0, 120)).contentLength(whole.length()));

        assertUnknown(send("openrouter:completion?maxRetries=2", "hello"), "stream_truncated");
    }

    @Test
    void json_that_ends_in_the_middle_is_a_failure() {
        simulator.enqueue(Reply.json(Wire.completion("Paris").substring(0, 120)));

        assertUnknown(send("openrouter:completion?maxRetries=2", "hello"), "unreadable_response");
    }

    @Test
    void broken_chunk_framing_is_a_failure() {
        simulator.enqueue(
                Reply.raw(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "zz\r\n" + Wire.completion("Paris") + "\r\n0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));

        assertUnknown(send("openrouter:completion?maxRetries=2", "hello"), "stream_truncated");
    }

    @Test
    void an_answer_that_is_no_http_is_a_failure() {
        simulator.enqueue(Reply.raw("SSH-2.0-OpenSSH_9.9\r\n".getBytes(StandardCharsets.US_ASCII)));

        assertUnknown(send("openrouter:completion?maxRetries=2", "hello"), "connection_reset");
    }

    @Test
    void a_deadline_that_has_passed_sends_nothing() {
        Exchange exchange = send(
                "openrouter:completion",
                "hello",
                Map.of(OpenRouterConstants.DEADLINE, Instant.now().minusSeconds(1)));

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getErrorType()).isEqualTo("deadline_exceeded");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_deadline_cuts_a_running_call() throws Exception {
        simulator.enqueue(Reply.hang());

        Exchange exchange = send(
                "openrouter:completion",
                "hello",
                Map.of(OpenRouterConstants.DEADLINE, Instant.now().plusMillis(300)));

        assertUnknown(exchange, "total_timeout");
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
    }

    @Test
    void an_interrupted_caller_goes_on_and_its_call_is_cut() throws Exception {
        simulator.enqueue(Reply.hang());
        AtomicReference<Exchange> result = new AtomicReference<>();
        Thread caller = new Thread(() -> result.set(send("openrouter:completion", "hello")));
        caller.start();
        RecordedRequest request = simulator.takeRequest(SHORT);

        caller.interrupt();

        caller.join(1000);
        assertThat(caller.isAlive()).isFalse();
        assertThat(request.awaitDisconnect(SHORT)).isTrue();
        assertThat(result.get().getException()).isInstanceOf(InterruptedException.class);
        // what the cut call says later must not change an exchange that its owner has back
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
        assertThat(result.get().getException()).isInstanceOf(InterruptedException.class);
        assertThat(result.get().getMessage().getBody()).isEqualTo("hello");
    }

    @Test
    void an_interrupted_reader_is_told_keeps_its_flag_and_the_stream_is_cut() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("one")).thenHang());
        ChatStream stream = send("openrouter:streaming", "hello").getMessage().getBody(ChatStream.class);
        stream.next();
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                stream.next();
            } catch (OpenRouterException e) {
                seen.set(e.getErrorType() + " " + Thread.currentThread().isInterrupted());
            }
            told.countDown();
        });
        reader.start();
        RecordedRequest request = simulator.takeRequest(SHORT);

        reader.interrupt();

        assertThat(told.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasValue("interrupted true");
        assertThat(request.awaitDisconnect(SHORT)).isTrue();
        assertThat(stream.hasNext()).isFalse();
    }

    private void assertUnknown(Exchange exchange, String errorType) {
        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getErrorType()).isEqualTo(errorType);
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertThat(simulator.requests()).hasSize(1);
    }
}
