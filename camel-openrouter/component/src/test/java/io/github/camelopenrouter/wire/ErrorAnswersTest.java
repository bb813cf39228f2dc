package io.github.camelopenrouter.wire;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ContextLengthException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.wire.Wire.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Failures that come as one answer, with an honest status or inside a 200. */
class ErrorAnswersTest extends WireTestSupport {

    static Stream<Arguments> statuses() {
        return Stream.of(
                arguments(400, InvalidRequestException.class, false),
                arguments(401, AuthenticationException.class, false),
                arguments(402, InsufficientCreditsException.class, false),
                arguments(403, PermissionDeniedException.class, false),
                arguments(404, ModelUnavailableException.class, false),
                arguments(408, ProviderException.class, true),
                arguments(409, InvalidRequestException.class, false),
                arguments(412, InvalidRequestException.class, false),
                arguments(413, InvalidRequestException.class, false),
                arguments(422, InvalidRequestException.class, false),
                arguments(429, RateLimitException.class, true),
                arguments(500, ProviderException.class, true),
                arguments(502, ProviderException.class, true),
                arguments(503, ProviderException.class, true),
                arguments(504, ProviderException.class, true),
                arguments(529, ProviderException.class, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    void a_status_has_its_exception(int status, Class<?> type, boolean retryable) {
        OpenRouterException failure = failure(error(status, "{\"message\":\"It went wrong\",\"code\":" + status + "}")
                .header("X-Generation-Id", "gen-1"));

        assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining("It went wrong");
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getErrorCode()).isEqualTo(String.valueOf(status));
        assertThat(failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.getRetryAfter()).isNull();
        assertThat(failure.getPartialText()).isNull();
    }

    @ParameterizedTest(name = "{0} inside a 200")
    @MethodSource("statuses")
    void a_code_inside_a_200_counts_as_the_status(int code, Class<?> type, boolean retryable) {
        OpenRouterException failure = failure(Reply.json("{\"id\":null,\"choices\":null,\"usage\":null,\"error\":"
                + "{\"message\":\"It went wrong\",\"code\":" + code + "},\"user_id\":\"user_xyz\"}"));

        assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining("It went wrong");
        assertThat(failure.getStatusCode()).isEqualTo(code);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.getMessage()).doesNotContain("user_xyz");
    }

    static Stream<Arguments> hidden() {
        return Stream.of(
                arguments(
                        "{\"error\":{\"message\":\"Internal Server Error\",\"code\":500},\"user_id\":\"org_abc123\"}",
                        500,
                        "Internal Server Error"),
                arguments(
                        "{\"id\":null,\"choices\":null,\"error\":{\"message\":\"Provider returned error\",\"code\":429,"
                                + "\"metadata\":{\"raw\":\"Too Many Requests\",\"provider_name\":\"Hyperbolic\"}}}",
                        429,
                        "Too Many Requests"),
                arguments(
                        "{\"error\":{\"message\":\"This content was flagged\",\"code\":502}}",
                        502,
                        "This content was flagged"),
                arguments("\n   \n{\"error\":{\"message\":\"late\",\"code\":\"503\"}}", 503, "late"),
                arguments(
                        Wire.whole("fine").replaceFirst("\\{", "{\"error\":{\"message\":\"first\",\"code\":502},"),
                        502,
                        "first"),
                arguments("{\"error\":\"a plain word\"}", 200, "a plain word"),
                arguments("{\"error\":[{\"message\":\"in a list\",\"code\":502}]}", 502, "in a list"),
                arguments("{\"error\":{\"message\":\"by name\",\"code\":\"server_error\"}}", 200, "by name"),
                arguments("{\"error\":{\"message\":\"no code\",\"code\":null}}", 200, "no code"),
                arguments("{\"error\":{}}", 200, "provider failed"));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void an_error_hidden_in_a_200_is_found(String body, int status, String words) {
        OpenRouterException failure = failure(Reply.json(body));

        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getOutcome()).isIn(Outcome.REJECTED, Outcome.PARTIAL);
    }

    @Test
    void the_provider_that_failed_is_named() {
        assertThat(failure(
                                error(
                                        502,
                                        "{\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"provider_name\":\"Hyperbolic\"}}"))
                        .getProvider())
                .isEqualTo("Hyperbolic");
        simulator.reset();
        assertThat(failure(error(502, "{\"message\":\"x\",\"code\":502}").header("X-Provider-Name", "Groq"))
                        .getProvider())
                .isEqualTo("Groq");
    }

    @Test
    void a_choice_that_failed_half_way_keeps_its_text() {
        OpenRouterException failure = failure(Reply.json(
                "{\"id\":\"gen-5\",\"provider\":\"Groq\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"partial output...\"},"
                        + "\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"Provider disconnected mid-stream\","
                        + "\"metadata\":{\"error_type\":\"provider_unavailable\"}}}]}"));

        assertThat(failure).isExactlyInstanceOf(ProviderException.class);
        assertThat(failure.getStatusCode()).isEqualTo(502);
        assertThat(failure.getErrorType()).isEqualTo("provider_unavailable");
        assertThat(failure.getPartialText()).isEqualTo("partial output...");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(failure.getGenerationId()).isEqualTo("gen-5");
        assertThat(failure.getProvider()).isEqualTo("Groq");
        assertThat(failure.getMessage()).doesNotContain("partial output");
    }

    @Test
    void a_finish_reason_of_error_is_a_failure_even_without_an_error() {
        OpenRouterException failure = failure(
                Reply.json(
                        "{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"error\",\"native_finish_reason\":\"MALFORMED_FUNCTION_CALL\"}]}"));

        assertThat(failure)
                .isExactlyInstanceOf(ProviderException.class)
                .hasMessageContaining("MALFORMED_FUNCTION_CALL");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getPartialText()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n         \n", "\n         \n\n         \n\n         \n"})
    void an_answer_of_nothing_but_whitespace_is_a_failure_worth_one_more_attempt(String body) {
        OpenRouterException failure = failure(Reply.json(body));

        assertThat(failure).isExactlyInstanceOf(TransportException.class);
        assertThat(failure.getErrorType()).isEqualTo("empty_response");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"gen-1\",\"object\":\"chat.completion\",\"choices\":[]}",
                "{\"choices\":null}",
                "{\"choices\":{}}",
                "{\"choices\":\"none\"}",
                "{\"choices\":[null]}"
            })
    void an_answer_without_choices_is_a_failure(String body) {
        OpenRouterException failure = failure(Reply.json(body));

        assertThat(failure).isExactlyInstanceOf(TransportException.class).hasMessageContaining("no choices");
        assertThat(failure.getErrorType()).isEqualTo("empty_response");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":\"hal",
                "{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":\"half\"}}]",
                "{unparsable}",
                "[]",
                "null",
                "hello"
            })
    void json_that_is_cut_or_broken_is_a_failure(String body) {
        OpenRouterException failure = failure(Reply.json(body));

        assertThat(failure).isExactlyInstanceOf(TransportException.class);
        assertThat(failure.getErrorType()).isEqualTo("unreadable_response");
        assertThat(failure.isRetryable()).isFalse();
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                arguments("code as text", 400, "{\"error\":{\"message\":\"words\",\"code\":\"400\"}}", "400", "words"),
                arguments(
                        "code as a word",
                        400,
                        "{\"error\":{\"message\":\"words\",\"code\":\"unsupported_value\"}}",
                        "unsupported_value",
                        "words"),
                arguments("code null", 400, "{\"error\":{\"message\":\"words\",\"code\":null}}", null, "words"),
                arguments("no code", 400, "{\"error\":{\"message\":\"words\"}}", null, "words"),
                arguments("error as text", 400, "{\"error\":\"words\"}", null, "words"),
                arguments("error as a list", 400, "{\"error\":[{\"message\":\"words\",\"code\":400}]}", "400", "words"),
                arguments(
                        "a list of errors", 400, "[{\"error\":{\"message\":\"words\",\"code\":400}}]", "400", "words"),
                arguments(
                        "Zod",
                        400,
                        "{\"success\":false,\"error\":{\"name\":\"ZodError\",\"message\":\"[{\\\"code\\\":\\\"invalid_type\\\",\\\"message\\\":\\\"words\\\"}]\"}}",
                        null,
                        "words"),
                arguments(
                        "Responses",
                        400,
                        "{\"error\":{\"code\":\"invalid_prompt\",\"message\":\"words\"},\"metadata\":null}",
                        "invalid_prompt",
                        "words"),
                arguments(
                        "Messages",
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"error_type\":\"invalid_request\",\"message\":\"words\"},\"request_id\":null}",
                        null,
                        "words"),
                arguments("message at the top", 400, "{\"message\":\"words\",\"code\":400}", "400", "words"),
                arguments("detail at the top", 400, "{\"detail\":\"words\"}", null, "words"),
                arguments(
                        "detail as a list",
                        400,
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"words\"}]}",
                        null,
                        "words"),
                arguments("raw as text", 400, upstream("\"words\""), "400", "words"),
                arguments(
                        "raw as JSON in text",
                        400,
                        upstream("\"{\\\"error\\\":{\\\"message\\\":\\\"words\\\"}}\""),
                        "400",
                        "words"),
                arguments("raw as an object", 400, upstream("{\"error\":{\"message\":\"words\"}}"), "400", "words"),
                arguments("raw with a detail", 400, upstream("{\"detail\":\"words\"}"), "400", "words"),
                arguments("raw with details", 400, upstream("{\"details\":[{\"msg\":\"words\"}]}"), "400", "words"),
                arguments(
                        "raw as a page",
                        400,
                        upstream("\"<html><head><title>words</title></head></html>\""),
                        "400",
                        "words"),
                arguments("raw null", 400, upstream("null"), "400", "Provider returned error"),
                arguments(
                        "a page as message",
                        400,
                        "{\"error\":{\"message\":\"<html><title>words</title></html>\"}}",
                        null,
                        "words"),
                arguments(
                        "metadata as text",
                        400,
                        "{\"error\":{\"message\":\"words\",\"metadata\":\"odd\"}}",
                        null,
                        "words"),
                arguments("text", 400, "upstream connect error", null, "not JSON"),
                arguments("nothing", 400, "", null, "empty"));
    }

    private static String upstream(String raw) {
        return "{\"error\":{\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{\"raw\":" + raw + "}}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void an_error_is_understood_in_any_shape(String name, int status, String body, String code, String words) {
        OpenRouterException failure = failure(Reply.json(status, body));

        assertThat(failure).isExactlyInstanceOf(InvalidRequestException.class).hasMessageContaining(words);
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getErrorCode()).isEqualTo(code);
    }

    @Test
    void a_numeric_code_is_more_than_the_status_of_the_proxy_before_it() {
        OpenRouterException failure = failure(error(500, "{\"message\":\"slow down\",\"code\":429}"));

        assertThat(failure).isExactlyInstanceOf(RateLimitException.class);
        assertThat(failure.getStatusCode()).isEqualTo(429);
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"context_length_exceeded\"}}",
                        "context_length_exceeded",
                        ContextLengthException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"error_type\":\"invalid_prompt\"}",
                        "invalid_prompt",
                        InvalidRequestException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"code\":\"invalid_prompt\"}", null, InvalidRequestException.class, false),
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"authentication\"}}",
                        "authentication",
                        AuthenticationException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"payment_required\"}}",
                        "payment_required",
                        InsufficientCreditsException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"permission_denied\"}}",
                        "permission_denied",
                        PermissionDeniedException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"not_found\"}}",
                        "not_found",
                        ModelUnavailableException.class,
                        false),
                arguments("{\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}", null, RateLimitException.class, true),
                arguments(
                        "{\"message\":\"x\",\"metadata\":{\"error_type\":\"provider_overloaded\"}}",
                        "provider_overloaded",
                        ProviderException.class,
                        true),
                arguments("{\"message\":\"x\",\"code\":\"server_error\"}", null, ProviderException.class, true),
                arguments(
                        "{\"message\":\"x\",\"type\":\"server_error\",\"code\":null}",
                        "server_error",
                        ProviderException.class,
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void where_no_number_says_it_a_word_does(String error, String type, Class<?> exception, boolean retryable) {
        OpenRouterException failure = failure(Reply.json("{\"error\":" + error + "}"));

        assertThat(failure).isExactlyInstanceOf(exception);
        assertThat(failure.getErrorType()).isEqualTo(type);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.getStatusCode()).isEqualTo(200);
    }

    @Test
    void an_error_type_beside_the_error_is_found() {
        assertThat(failure(Reply.json(
                                400, "{\"error\":{\"message\":\"x\",\"code\":400},\"error_type\":\"invalid_image\"}"))
                        .getErrorType())
                .isEqualTo("invalid_image");
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                arguments(
                        524,
                        "openrouter.ai | 524: A timeout occurred",
                        ProviderException.class,
                        false,
                        Outcome.UNKNOWN),
                arguments(
                        520,
                        "Web server is returning an unknown error",
                        ProviderException.class,
                        false,
                        Outcome.UNKNOWN),
                arguments(522, "Connection timed out", ProviderException.class, false, Outcome.UNKNOWN),
                arguments(502, "Bad gateway", ProviderException.class, true, Outcome.REJECTED),
                arguments(503, "Down", ProviderException.class, true, Outcome.REJECTED),
                arguments(403, "Just a moment...", PermissionDeniedException.class, false, Outcome.REJECTED),
                arguments(429, "Access denied | 1015", RateLimitException.class, true, Outcome.REJECTED),
                arguments(200, "OpenRouter", ProviderException.class, false, Outcome.REJECTED));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pages")
    void a_page_is_told_by_status_and_title(
            int status, String title, Class<?> type, boolean retryable, Outcome outcome) {
        OpenRouterException failure = failure(Wire.html(
                        status,
                        "<!DOCTYPE html>\n<html><head>\n<title>" + title + "</title></head><body>"
                                + "<p>x</p>".repeat(5_000) + "</body></html>")
                .header("cf-ray", "8f1-FRA"));

        assertThat(failure)
                .isExactlyInstanceOf(type)
                .hasMessageContaining(title)
                .hasMessageContaining(String.valueOf(status))
                .hasMessageContaining("8f1-FRA");
        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.getOutcome()).isEqualTo(outcome);
        assertThat(failure.getResponseHeaders().get("cf-ray")).containsExactly("8f1-FRA");
    }

    @Test
    void a_page_with_status_200_points_to_the_base_url() {
        assertThat(failure(Wire.html(200, "<!DOCTYPE html><html><body>no title</body></html>")))
                .hasMessageContaining("baseUrl");
    }

    @Test
    void a_message_of_any_length_with_line_ends_and_the_key_becomes_one_clean_line() {
        String words = ("line\\r\\n\\tBearer " + KEY + " and again " + KEY + " \\u0000 ").repeat(200);

        assertThat(failure(error(400, "{\"message\":\"" + words + "\",\"code\":400}")))
                .hasMessageContaining("line");
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                arguments("a header", error(429, "{\"code\":429}").header("Retry-After", "7"), Duration.ofSeconds(7)),
                arguments(
                        "a fraction",
                        error(429, "{\"code\":429}").header("Retry-After", "1.5"),
                        Duration.ofMillis(1_500)),
                arguments("now", error(503, "{\"code\":503}").header("Retry-After", "0"), Duration.ZERO),
                arguments(
                        "availability",
                        error(429, "{\"code\":429,\"availability\":{\"retry_after\":3}}"),
                        Duration.ofSeconds(3)),
                arguments(
                        "metadata",
                        error(429, "{\"code\":429,\"metadata\":{\"retry_after_seconds\":4}}"),
                        Duration.ofSeconds(4)),
                arguments(
                        "quoted headers",
                        error(429, "{\"code\":429,\"metadata\":{\"headers\":{\"retry-after\":\"5\"}}}"),
                        Duration.ofSeconds(5)),
                arguments(
                        "the header first",
                        error(
                                        429,
                                        "{\"code\":429,\"availability\":{\"retry_after\":3},\"metadata\":{\"retry_after_seconds\":4,\"headers\":{\"Retry-After\":\"5\"}}}")
                                .header("Retry-After", "2"),
                        Duration.ofSeconds(2)),
                arguments(
                        "availability before metadata",
                        error(
                                429,
                                "{\"code\":429,\"availability\":{\"retry_after\":3},\"metadata\":{\"retry_after_seconds\":4}}"),
                        Duration.ofSeconds(3)),
                arguments(
                        "inside a 200",
                        Reply.json("{\"error\":{\"code\":429,\"metadata\":{\"retry_after_seconds\":4}}}"),
                        Duration.ofSeconds(4)),
                arguments("none", error(429, "{\"code\":429}"), null),
                arguments("negative", error(429, "{\"code\":429}").header("Retry-After", "-1"), null),
                arguments("a word", error(429, "{\"code\":429}").header("Retry-After", "soon"), null),
                arguments("absurd", error(429, "{\"code\":429}").header("Retry-After", "99999999999"), null),
                arguments("huge", error(429, "{\"code\":429}").header("Retry-After", "1e999999"), null),
                arguments(
                        "a past date",
                        error(429, "{\"code\":429}").header("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),
                        null),
                arguments(
                        "a past reset",
                        error(429, "{\"code\":429}").header("X-RateLimit-Reset", "1743292800000"),
                        null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void what_the_service_asks_to_wait_is_told(String name, Reply reply, Duration wait) {
        OpenRouterException failure = failure(reply);

        assertThat(failure.getRetryAfter()).isEqualTo(wait);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void a_reset_is_milliseconds_since_1970() {
        long reset = System.currentTimeMillis() + 60_000;

        assertThat(failure(error(429, "{\"code\":429}").header("X-RateLimit-Reset", String.valueOf(reset)))
                        .getRetryAfter())
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 200})
    void the_free_tiers_day_is_not_worth_an_attempt(int status) {
        long midnight = System.currentTimeMillis() + 3_600_000;
        OpenRouterException failure = failure(error(
                status,
                "{\"message\":\"Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day\","
                        + "\"code\":429,\"metadata\":{\"headers\":{\"X-RateLimit-Limit\":\"50\",\"X-RateLimit-Remaining\":\"0\","
                        + "\"X-RateLimit-Reset\":\"" + midnight + "\"},\"provider_name\":null}}"));

        assertThat(failure).isExactlyInstanceOf(RateLimitException.class).hasMessageContaining("free-models-per-day");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getRetryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
        assertThat(failure.getProvider()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"Rate limit exceeded: free-models-per-day-high-balance.\",\"code\":429}",
                "{\"message\":\"Rate limit exceeded\",\"code\":429,\"metadata\":{\"limit_source\":\"openrouter_free_tier_daily\"}}"
            })
    void the_day_has_other_names_too(String error) {
        assertThat(failure(error(429, error)).isRetryable()).isFalse();
    }

    @Test
    void the_free_tiers_minute_is_worth_waiting_for() {
        assertThat(failure(error(429, "{\"message\":\"Rate limit exceeded: free-models-per-min.\",\"code\":429}"))
                        .isRetryable())
                .isTrue();
    }

    static Stream<Arguments> payments() {
        return Stream.of(
                arguments(
                        "{\"message\":\"In-flight budget exhausted\",\"code\":402,\"metadata\":{\"limit_source\":\"openrouter_in_flight_budget\",\"reason\":\"in_flight_budget_exhausted\"}}",
                        RateLimitException.class,
                        true),
                arguments(
                        "{\"message\":\"This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 10114\",\"code\":402}",
                        InsufficientCreditsException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"code\":402,\"metadata\":{\"limit_source\":\"openrouter_credits\"}}",
                        InsufficientCreditsException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"code\":402,\"metadata\":{\"limit_source\":\"openrouter_key_limit\"}}",
                        InsufficientCreditsException.class,
                        false),
                arguments(
                        "{\"message\":\"x\",\"code\":402,\"metadata\":{\"reason\":\"weight_exceeds_budget\",\"limit_source\":\"openrouter_in_flight_budget\"}}",
                        InsufficientCreditsException.class,
                        false),
                arguments(
                        "{\"message\":\"Prompt tokens limit exceeded: 230799 > 91442\",\"code\":402}",
                        InsufficientCreditsException.class,
                        false));
    }

    @ParameterizedTest
    @MethodSource("payments")
    void payment_required_means_two_different_things(String error, Class<?> type, boolean retryable) {
        OpenRouterException failure = failure(error(402, error));

        assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining("insufficient balance");
        assertThat(failure.isRetryable()).isEqualTo(retryable);
    }

    @Test
    void a_402_with_a_time_to_wait_and_no_other_word_is_about_calls_in_flight() {
        OpenRouterException failure =
                failure(error(402, "{\"message\":\"x\",\"code\":402}").header("Retry-After", "2"));

        assertThat(failure).isExactlyInstanceOf(RateLimitException.class);
        assertThat(failure.isRetryable()).isTrue();
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                arguments(
                        403,
                        "{\"message\":\"Your input was flagged\",\"code\":403,\"metadata\":{\"reasons\":[\"violence\"],\"flagged_input\":\"my secret prompt\",\"provider_name\":\"OpenAI\",\"model_slug\":\"m\"}}",
                        PermissionDeniedException.class),
                arguments(
                        403,
                        "{\"message\":\"Blocked\",\"code\":403,\"metadata\":{\"patterns\":[\"my secret prompt\"]}}",
                        PermissionDeniedException.class),
                arguments(
                        403,
                        "{\"message\":\"x\",\"code\":403,\"metadata\":{\"limit_source\":\"openrouter_workspace_budget\"}}",
                        InsufficientCreditsException.class),
                arguments(
                        404,
                        "{\"message\":\"No endpoints found matching your data policy (Free model training)\",\"code\":404,\"metadata\":{\"routing_funnel\":[]}}",
                        ModelUnavailableException.class),
                arguments(
                        404,
                        "{\"message\":\"No allowed providers are available for the selected model.\",\"code\":404}",
                        ModelUnavailableException.class),
                arguments(
                        400,
                        "{\"message\":\"foo/bar is not a valid model ID\",\"code\":400}",
                        ModelUnavailableException.class),
                arguments(
                        400,
                        "{\"message\":\"x\",\"code\":400,\"availability\":{\"code\":\"model_not_found\",\"retryable\":false}}",
                        ModelUnavailableException.class));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void what_routing_policy_or_moderation_refuses_is_not_worth_an_attempt(int status, String error, Class<?> type) {
        OpenRouterException failure = failure(error(status, error));

        assertThat(failure).isExactlyInstanceOf(type);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).doesNotContain("secret prompt");
    }

    @Test
    void what_moderation_found_is_behind_a_getter() {
        assertThat(failure(error(403, "{\"message\":\"x\",\"code\":403,\"metadata\":{\"reasons\":[\"violence\"]}}"))
                        .getMetadata())
                .isEqualTo("{\"reasons\":[\"violence\"]}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void availability_knows_best_whether_another_attempt_makes_sense(boolean retryable) {
        assertThat(failure(error(
                                503,
                                "{\"message\":\"x\",\"code\":503,\"availability\":{\"code\":\"temporarily_unavailable\",\"retryable\":"
                                        + retryable + "}}"))
                        .isRetryable())
                .isEqualTo(retryable);
    }

    static Stream<Arguments> phrases() {
        return Stream.of(
                arguments(404, "{\"code\":404}", "model not found", "Check the option model"),
                arguments(402, "{\"code\":402}", "insufficient balance", "Add credits"),
                arguments(429, "{\"code\":429}", "rate limit exceeded", "Wait and retry"),
                arguments(401, "{\"code\":401}", "API key", "OPENROUTER_API_KEY"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("phrases")
    void a_message_says_what_to_do(int status, String error, String phrase, String remedy) {
        assertThat(failure(error(status, error))).hasMessageContainingAll(phrase, remedy);
    }

    @Test
    void without_a_key_nothing_is_sent_and_the_message_says_what_to_do() {
        Exchange exchange = template.request(
                "openrouter:completion?apiKey=RAW( )",
                request -> request.getIn().setBody("hello"));

        assertThat(exchange.getException())
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageContainingAll("OpenRouter API Key is not set", "OPENROUTER_API_KEY");
        assertThat(((OpenRouterException) exchange.getException()).getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_failure_leaves_no_result_headers_of_an_earlier_call() {
        simulator.enqueue(error(500, "{\"code\":500}"));
        Exchange exchange = template.request("openrouter:completion", request -> {
            request.getIn().setBody("hello");
            request.getIn()
                    .setHeaders(new java.util.HashMap<>(Map.of(
                            "CamelOpenRouterResponseId",
                            "gen-old",
                            "CamelOpenRouterCost",
                            "9",
                            "CamelOpenRouterFinishReason",
                            "stop")));
        });

        assertThat(exchange.getException()).isInstanceOf(ProviderException.class);
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys("CamelOpenRouterResponseId", "CamelOpenRouterCost", "CamelOpenRouterFinishReason");
    }
}
