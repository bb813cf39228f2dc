package io.github.camelopenrouter;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.ContextLengthException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What an answer that is none makes of an exchange. By default the component sends once; Camel's error handler decides. */
class StatusTest extends SimulatorTestSupport {

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        400,
                        Wire.error(400, "bad", "{\"error_type\":\"invalid_request\"}"),
                        InvalidRequestException.class,
                        "invalid_request",
                        false,
                        "VALIDATION"),
                refusal(
                        400,
                        Wire.error(400, "too long", "{\"error_type\":\"context_length_exceeded\"}"),
                        ContextLengthException.class,
                        "context_length_exceeded",
                        false,
                        "VALIDATION"),
                refusal(413, Wire.error(413, "too large"), InvalidRequestException.class, null, false, "VALIDATION"),
                refusal(422, Wire.error(422, "no"), InvalidRequestException.class, null, false, "VALIDATION"),
                refusal(408, Wire.error(408, "late"), ProviderException.class, null, true, "SERVER_ERROR"),
                refusal(429, Wire.error(429, "slow"), RateLimitException.class, null, true, "RATE_LIMIT"),
                refusal(500, Wire.error(500, "Internal"), ProviderException.class, null, true, "SERVER_ERROR"),
                refusal(
                        503,
                        "<html><title>Bad gateway</title></html>",
                        ProviderException.class,
                        null,
                        true,
                        "SERVER_ERROR"),
                refusal(
                        404,
                        Wire.error(404, "gone", "{\"error_type\":\"model_deprecated\"}"),
                        ModelUnavailableException.class,
                        "model_deprecated",
                        false,
                        "VALIDATION"));
    }

    private static Arguments refusal(
            int status, String body, Class<?> type, String errorType, boolean retryable, String category) {
        return Arguments.of(status, body, type, errorType, retryable, category);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refusal_leaves_the_body_alone_and_says_what_it_was(
            int status, String body, Class<?> type, String errorType, boolean retryable, String category) {
        simulator.enqueue(Reply.json(status, body));

        Exchange exchange = send("openrouter:completion", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure).isExactlyInstanceOf(type);
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        if (errorType != null) {
            assertThat(failure.getErrorType()).isEqualTo(errorType);
        }
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo(category);
        assertThat(exchange.getProperty("CamelAiRetryAfterMillis")).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(Exchange.REDELIVERY_DELAY);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_wait_that_the_service_asks_for_reaches_the_error_handler() {
        simulator.enqueue(Reply.json(429, Wire.error(429, "slow")).header("Retry-After", "7"));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getIn().getHeader(Exchange.REDELIVERY_DELAY, Long.class))
                .isBetween(7_000L, 7_700L);
        assertThat(exchange.getProperty("CamelAiRetryAfterMillis")).isEqualTo(7000L);
        assertThat(exchange.getException(OpenRouterException.class).getRetryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_wait_that_an_earlier_call_left_is_gone_after_a_success() {
        simulator.enqueue(
                Reply.json(429, Wire.error(429, "slow")).header("Retry-After", "7"), Reply.json(Wire.completion("ok")));
        Exchange exchange = send("openrouter:completion", "hello");
        exchange.setException(null);

        template.send("openrouter:completion", exchange);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(Exchange.REDELIVERY_DELAY);
        assertThat(exchange.getProperties()).doesNotContainKeys("CamelAiRetryAfterMillis", "CamelAiErrorCategory");
    }

    @Test
    void a_deprecated_model_names_its_successors_and_is_not_replaced() {
        simulator.enqueue(Reply.json(
                404,
                "{\"error\":{\"code\":404,\"message\":\"gone\",\"availability\":{\"code\":\"model_deprecated\","
                        + "\"retryable\":false,\"fallback_models\":[\"openai/gpt-5-mini\"]}}}"));

        Exchange exchange = send("openrouter:completion?maxRetries=2", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure).isInstanceOf(ModelUnavailableException.class);
        assertThat(failure.getErrorType()).isEqualTo("model_deprecated");
        assertThat(failure.getMetadata()).contains("openai/gpt-5-mini");
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void a_redirect_is_not_followed_and_the_other_host_hears_nothing(int status) {
        try (OpenRouterSimulator other = OpenRouterSimulator.start()) {
            simulator.enqueue(Reply.json(status, "{}").header("Location", other.baseUrl() + "/chat/completions"));

            Exchange exchange = send("openrouter:completion?maxRetries=2", "hello");

            OpenRouterException failure = exchange.getException(OpenRouterException.class);
            assertThat(failure.getErrorType()).isEqualTo("redirect");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(simulator.requests()).hasSize(1);
            assertThat(other.connectionCount()).isZero();
        }
    }

    @Test
    void an_error_inside_a_200_is_a_failure_with_the_code_of_the_error() {
        simulator.enqueue(Reply.json(Wire.error(429, "slow")));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException()).isInstanceOf(RateLimitException.class);
        assertThat(exchange.getException(OpenRouterException.class).getStatusCode())
                .isEqualTo(429);
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
    }

    @Test
    void an_answer_that_ended_with_an_error_never_becomes_the_body() {
        simulator.enqueue(Reply.json(Wire.completion("half").replace("\"stop\"", "\"error\"")));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException()).isInstanceOf(ProviderException.class);
        assertThat(exchange.getException(OpenRouterException.class).getPartialText())
                .isEqualTo("half");
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.FINISH_REASON))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{\"id\":\"gen-1\",\"choices\":[]}"})
    void an_answer_without_content_is_a_failure_that_one_more_attempt_may_cure(String body) {
        simulator.enqueue(Reply.json(body), Reply.json(body), Reply.json(body));

        Exchange exchange = send("openrouter:completion?maxRetries=2", "hello");

        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure.getErrorType()).isEqualTo("empty_response");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void an_answer_without_usage_has_no_cost_rather_than_a_cost_of_zero() {
        simulator.enqueue(
                Reply.json(
                        "{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}"));

        Exchange exchange = send("openrouter:completion", "hello", Map.of(OpenRouterConstants.COST, "left over"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hi");
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(OpenRouterConstants.COST, OpenRouterConstants.TOTAL_TOKENS);
    }

    @Test
    void what_is_not_known_or_of_an_odd_type_is_tolerated() {
        simulator.enqueue(Reply.json("""
                {"id":"gen-1","model":null,"new":{"a":[1]},"created":"1","choices":[{"index":"0","logprobs":null,\
                "message":{"role":"assistant","content":"hi","extra":null},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":"3","completion_tokens":2.0,"total_tokens":null,"cost":"0.0001"}}"""));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hi");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.PROMPT_TOKENS))
                .isEqualTo(3);
    }
}
