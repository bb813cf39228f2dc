package io.github.camelopenrouter.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What people read of a failure. */
class FailureMessagesTest extends WireTestSupport {

    private static Reply text(int status, String text) {
        return Reply.bytes(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Reply> elsewhere() {
        return Stream.of(
                Wire.html(404, "<html><head><title>404 Not Found</title></head></html>"),
                text(404, ""),
                text(404, "404 page not found"),
                Reply.json(404, "{\"detail\":\"Not Found\"}"),
                Reply.json(404, "{\"message\":\"no Route matched with those values\"}"),
                Reply.json(404, "{\"status\":404,\"error\":\"Not Found\",\"path\":\"/v1/chat/completions\"}"),
                text(405, "Method Not Allowed"));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void an_address_where_the_service_is_not_is_told_as_that(Reply reply) {
        OpenRouterException failure = failure(reply);

        assertThat(failure)
                .isExactlyInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Check the baseUrl")
                .hasMessageNotContaining("model not found");
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"User not found.", "User not found..", "Who?", "Stop!", "Well. ", "Well\u2026", "Why:", "x"})
    void sentences_end_once(String words) {
        for (int status : new int[] {400, 401, 402, 403, 404, 429, 500}) {
            assertThat(failure(Wire.error(status, "{\"message\":\"" + words + "\",\"code\":" + status + "}"))
                            .getMessage())
                    .doesNotContain("..", "?.", "!.", ". .", "\u2026.", ":.");
            simulator.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "text/event-stream"})
    void a_page_in_a_200_is_called_a_page(String type) {
        String page = "<!DOCTYPE html><html><head><title>Sign in to the Wi-Fi.</title></head><body>x</body></html>";
        Reply reply = Reply.bytes(200, type, page.getBytes(StandardCharsets.UTF_8));
        List<String> needed = List.of("HTML page", "Sign in to the Wi-Fi", "200", "baseUrl", "proxy");

        assertThat(failure(reply).getMessage()).contains(needed);
        assertThat(pull(reply).failure().getMessage()).contains(needed);
    }

    @Test
    void a_short_text_is_quoted() {
        assertThat(failure(text(503, "upstream connect error\n or disconnect")))
                .hasMessageContaining("\"upstream connect error or disconnect\"");
    }

    @Test
    void a_long_text_is_quoted_in_part() {
        assertThat(failure(text(503, "no ".repeat(5_000))).getMessage()).hasSizeLessThan(340);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "{}", "[[]]", "4.5", "-429", "99999999999999999999", "true", "null"})
    void a_code_that_is_none_does_not_count(String code) {
        OpenRouterException failure = failure(Wire.error(429, "{\"message\":\"slow\",\"code\":" + code + "}"));

        assertThat(failure).hasMessageContaining("rate limit exceeded");
        assertThat(failure.getStatusCode()).isEqualTo(429);
    }

    @Test
    void metadata_of_any_size_is_kept_in_part() {
        String error = "{\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"raw\":\""
                + "x".repeat(200_000) + "\"}}";

        assertThat(failure(Reply.json(200, "{\"error\":" + error + "}")).getMetadata())
                .hasSizeLessThanOrEqualTo(16 * 1024)
                .startsWith("{\"raw\":\"xxx");
    }

    @Test
    void headers_are_kept_in_part_and_cannot_be_changed() {
        Reply reply = Wire.error(500, "{\"code\":500}");
        for (int i = 0; i < 150; i++) {
            reply = reply.header("X-Many-" + i, "v".repeat(1_000));
        }

        OpenRouterException failure = failure(reply);

        assertThat(failure.getResponseHeaders()).hasSizeLessThanOrEqualTo(100);
        assertThat(failure.getResponseHeaders().toString()).hasSizeLessThan(70_000);
        assertThatThrownBy(() -> failure.getResponseHeaders().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 500, 502, 503})
    void a_page_that_the_service_does_not_send_also_points_at_what_stands_before_it(int status) {
        assertThat(failure(Wire.html(status, "<html><head><title>Denied</title></head></html>")))
                .hasMessageContaining("an HTML page (\"Denied\")")
                .hasMessageContaining("the baseUrl and the proxy")
                .hasMessageNotContaining("provider failed");
    }

    @Test
    void a_proxy_that_asks_for_a_password_is_told_as_that() {
        assertThat(failure(Wire.html(407, "<html><head><title>Denied</title></head></html>")))
                .hasMessageStartingWith("A proxy asks for user and password (407)")
                .hasMessageContaining("proxyAuthPassword");
    }

    @Test
    void a_404_that_says_nothing_sends_the_reader_to_the_base_url_too() {
        assertThat(failure(Wire.error(404, "{\"code\":404,\"message\":\"Not Found\"}")))
                .hasMessageContaining(
                        "model or address not found (404): Not Found. Check the baseUrl, the option model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"OK\""})
    void json_of_another_kind_is_not_called_cut(String json) {
        assertThat(failure(Reply.json(200, json))).hasMessageContaining("no complete JSON object");
    }
}
