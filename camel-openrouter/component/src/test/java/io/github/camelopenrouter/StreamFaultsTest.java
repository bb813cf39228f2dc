package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** How a stream may go wrong on its way, and that nobody takes what came of it for an answer. */
class StreamFaultsTest extends SimulatorTestSupport {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final List<String> pushed = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:chunk")
                        .process(exchange -> pushed.add(exchange.getMessage().getBody(String.class)));
                from("direct:text").to("openrouter:streaming").convertBodyTo(String.class);
            }
        };
    }

    @BeforeEach
    void nothingPushedYet() {
        pushed.clear();
    }

    private ChatStream open(String options, Reply reply) {
        simulator.enqueue(reply);
        Exchange exchange = send("openrouter:streaming" + options, "hello");
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(ChatStream.class);
    }

    private static OpenRouterException readToFailure(ChatStream stream, List<String> texts) {
        return catchThrowableOfType(OpenRouterException.class, () -> {
            while (stream.hasNext()) {
                texts.add(stream.next().text());
            }
        });
    }

    private void assertCut() throws InterruptedException {
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void comments_alone_do_not_keep_a_stream_alive_that_has_not_begun() throws Exception {
        simulator.enqueue(Reply.sse(Wire.COMMENT).pause(Duration.ofMillis(30)).repeatForever());

        Exchange exchange = send("openrouter:streaming?firstTokenTimeout=200&maxRetries=2", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getErrorType()).isEqualTo("first_token_timeout");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertCut();
    }

    @Test
    void silence_after_an_event_ends_the_stream_with_what_had_come() throws Exception {
        ChatStream stream =
                open("?idleTimeout=200", Reply.sse(Wire.chunk("one")).thenHang());
        List<String> texts = new ArrayList<>();

        OpenRouterException failure = readToFailure(stream, texts);

        assertThat(failure.getErrorType()).isEqualTo("idle_timeout");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getPartialText()).isEqualTo("one");
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(texts).containsExactly("one");
        assertThat(stream.hasNext()).isFalse();
        assertCut();
    }

    @Test
    void comments_for_ever_after_content_end_the_stream() throws Exception {
        ChatStream stream = open(
                "?contentIdleTimeout=1000&idleTimeout=4000",
                Reply.sse(Wire.COMMENT)
                        .pause(Duration.ofMillis(30))
                        .repeat(2)
                        .thenSse(Wire.chunk("one"))
                        .thenSse(Collections.nCopies(200, Wire.COMMENT).toArray(String[]::new)));

        OpenRouterException failure = readToFailure(stream, new ArrayList<>());

        assertThat(failure.getErrorType()).isEqualTo("content_idle_timeout");
        assertThat(failure.getPartialText()).isEqualTo("one");
        assertCut();
    }

    @Test
    void the_total_timeout_ends_a_stream_that_never_stops() throws Exception {
        ChatStream stream = open(
                "?totalTimeout=300",
                Reply.sse(Wire.chunk("x")).pause(Duration.ofMillis(20)).repeatForever());

        assertThat(readToFailure(stream, new ArrayList<>()).getErrorType()).isEqualTo("total_timeout");

        assertCut();
    }

    @Test
    void an_error_after_three_chunks_fails_the_reader_and_is_not_repaired_behind_its_back() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("a"), Wire.chunk("b"), Wire.chunk("c"), Wire.failure("502", "gone")));
        Exchange exchange = send("openrouter:streaming?maxRetries=2", "hello");
        List<String> texts = new ArrayList<>();

        OpenRouterException failure = readToFailure(exchange.getMessage().getBody(ChatStream.class), texts);

        assertThat(texts).containsExactly("a", "b", "c");
        assertThat(failure.getStatusCode()).isEqualTo(502);
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getPartialText()).isEqualTo("abc");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void chunks_that_were_pushed_are_not_pushed_again() {
        simulator.enqueue(
                Reply.sse(Wire.chunk("a"), Wire.chunk("b"), Wire.chunk("c"), Wire.failure("\"server_error\"", "gone")));

        Exchange exchange = send("openrouter:streaming?streamTo=direct:chunk&maxRetries=2", "hello");

        assertThat(exchange.getException(OpenRouterException.class).getPartialText())
                .isEqualTo("abc");
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertThat(pushed).containsExactly("a", "b", "c");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void an_error_before_any_content_is_repaired_and_nobody_sees_it() {
        simulator.enqueue(Reply.sse(Wire.COMMENT, Wire.failure("502", "busy")), Reply.sse(Wire.stream("Par", "is")));

        Exchange exchange = send("openrouter:streaming?streamTo=direct:chunk&maxRetries=2", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        assertThat(pushed).containsExactly("Par", "is", "");
        assertThat(simulator.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proper", "close", "reset"})
    void an_answer_that_is_finished_needs_no_done(String ending) {
        Reply finished = Reply.sse(Wire.chunk("Paris"), Wire.finish());
        simulator.enqueue(end(finished, ending));

        Exchange exchange = send("direct:text", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proper", "close", "reset"})
    void an_answer_that_is_cut_before_its_finish_is_no_answer(String ending) {
        simulator.enqueue(end(Reply.sse(Wire.chunk("Par"), Wire.chunk("is")), ending));

        Exchange exchange = send("direct:text", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getErrorType()).isEqualTo("stream_truncated");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getPartialText()).isEqualTo("Paris");
        assertThat(failure.isRetryable()).isFalse();
    }

    private static Reply end(Reply reply, String ending) {
        return switch (ending) {
            case "close" -> reply.thenClose();
            case "reset" -> reply.thenReset();
            default -> reply;
        };
    }

    @Test
    void what_comes_after_the_end_is_ignored_and_the_last_usage_counts_once() {
        String second = Wire.finish().replace("0.0001", "0.0002");
        ChatStream stream = open(
                "", Reply.sse(Wire.chunk("Paris"), Wire.finish(), second, Wire.DONE, Wire.chunk("late"), Wire.DONE));

        ChatChunk last = null;
        StringBuilder text = new StringBuilder();
        while (stream.hasNext()) {
            last = stream.next();
            text.append(last.text());
        }

        assertThat(text).hasToString("Paris");
        assertThat(last.response().usage().cost()).isEqualByComparingTo("0.0002");
    }

    @Test
    void a_line_that_stays_open_after_done_is_closed_soon_and_nobody_waits_for_it() throws Exception {
        simulator.enqueue(Reply.sse(Wire.stream("Paris")).thenHang());
        long start = System.nanoTime();

        Exchange exchange = send("direct:text", "hello");

        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(Duration.ofSeconds(2)))
                .isTrue();
    }

    @Test
    void a_reader_that_stands_still_for_too_long_loses_the_stream() throws Exception {
        ChatStream stream = open(
                "?consumerTimeout=200",
                Reply.sse(Wire.chunk("x")).pause(Duration.ofMillis(20)).repeatForever());

        assertCut();
        assertThat(readToFailure(stream, new ArrayList<>()).getErrorType()).isEqualTo("consumer_timeout");
    }

    @Test
    void a_reader_that_keeps_reading_slowly_is_not_too_slow() {
        ChatStream stream = open("?consumerTimeout=400&idleTimeout=300", Reply.sse(Wire.stream("a", "b", "c", "d")));
        StringBuilder text = new StringBuilder();
        while (stream.hasNext()) {
            // as slow as a reader may be; there is no signal to wait for
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(120).toNanos());
            text.append(stream.next().text());
        }

        assertThat(text).hasToString("abcd");
    }
}
