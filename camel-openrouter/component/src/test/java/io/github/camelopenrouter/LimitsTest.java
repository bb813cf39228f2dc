package io.github.camelopenrouter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that comes from outside may be larger than allowed, in either direction. */
class LimitsTest extends SimulatorTestSupport {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void a_page_of_a_megabyte_in_place_of_an_error_is_read_in_part_and_told_in_a_line() throws Exception {
        byte[] page = ("<html><title>Service unavailable</title>" + "x".repeat(1 << 20) + "</html>")
                .getBytes(StandardCharsets.US_ASCII);
        simulator.enqueue(Reply.bytes(503, "text/html", page).thenHang());

        Exchange exchange = send("openrouter:completion?maxErrorBodyBytes=4096", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure).isInstanceOf(ProviderException.class).hasMessageContaining("Service unavailable");
        assertThat(failure.getMessage()).hasSizeLessThanOrEqualTo(512);
        assertThat(failure.isRetryable()).isTrue();
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
    }

    @Test
    void an_answer_without_end_is_cut_at_the_limit() throws Exception {
        simulator.enqueue(Reply.bytes(
                        200,
                        "application/json",
                        "{\"choices\":[{\"message\":{\"content\":\"".getBytes(StandardCharsets.US_ASCII))
                .then("x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII))
                .repeatForever());

        Exchange exchange = send("openrouter:completion?maxResponseBytes=1000000&maxRetries=2", "hello");

        assertTooLarge(exchange.getException(OpenRouterException.class));
        RecordedRequest request = simulator.takeRequest(SHORT);
        assertThat(request.awaitDisconnect(SHORT)).isTrue();
        assertThat(request.bytesWritten()).isLessThan(8L << 20);
    }

    @Test
    void json_that_is_nested_without_end_is_refused() {
        simulator.enqueue(Reply.json("{\"choices\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"));

        assertTooLarge(send("openrouter:completion?maxRetries=2", "hello").getException(OpenRouterException.class));
    }

    @Test
    void an_event_without_end_is_cut_at_the_limit() throws Exception {
        simulator.enqueue(Reply.sse("data: {\"choices\":[{\"delta\":{\"content\":\"")
                .thenSse("x".repeat(8 * 1024))
                .repeatForever());

        Exchange exchange = send("openrouter:streaming?maxSseLineBytes=100000&maxRetries=2", "hello");

        assertTooLarge(exchange.getException(OpenRouterException.class));
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
    }

    @Test
    void a_stream_without_end_is_cut_at_the_limit() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("x".repeat(1000))).repeatForever());

        Exchange exchange = send("openrouter:streaming?maxResponseBytes=200000", "hello");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ChatStreamConverters.toString(
                        exchange.getMessage().getBody(io.github.camelopenrouter.model.ChatStream.class))))
                .isInstanceOfSatisfying(
                        OpenRouterException.class,
                        failure -> assertThat(failure.getErrorType()).isEqualTo("response_too_large"));
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
    }

    private void assertTooLarge(OpenRouterException failure) {
        assertThat(failure.getErrorType()).isEqualTo("response_too_large");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(simulator.requests()).hasSize(1);
    }

    static Stream<String> unsendable() {
        return Stream.of("a\r\nX-Evil: 1", "a\nb", "a\u0000b", "gr\u00fc\u00df", "x".repeat(1 << 20));
    }

    @ParameterizedTest
    @MethodSource("unsendable")
    void a_header_that_cannot_be_sent_is_refused_before_anything_is(String value) {
        for (String header : new String[] {OpenRouterConstants.APP_TITLE, OpenRouterConstants.APP_URL}) {
            Exchange exchange = send("openrouter:completion", "hello", Map.of(header, value));

            assertThat(exchange.getException()).isInstanceOf(InvalidRequestException.class);
            assertThat(exchange.getException().getMessage()).contains(header).hasSizeLessThanOrEqualTo(512);
            assertThat(exchange.getException(OpenRouterException.class).getOutcome())
                    .isEqualTo(Outcome.NOT_SENT);
        }
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_request_that_is_too_large_is_refused_before_it_is_sent() {
        Exchange exchange = send("openrouter:completion?maxRequestBytes=1000", "x".repeat(2000));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("maxRequestBytes");
        assertThat(simulator.requests()).isEmpty();
    }
}
