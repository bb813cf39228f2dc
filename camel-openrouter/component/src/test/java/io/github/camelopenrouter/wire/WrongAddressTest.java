package io.github.camelopenrouter.wire;

import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told where somebody else than the service answers, or the service speaks in sentences. */
class WrongAddressTest extends WireTestSupport {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>",
                "{\"detail\":\"Not Found\"}",
                "{\"message\":\"no Route matched with those values\"}",
                "404 page not found",
                ""
            })
    void a_404_of_somebody_else_sends_the_reader_to_the_base_url_and_not_to_the_model(String body) {
        OpenRouterException failure = failure(
                Reply.json(404, body).header("Content-Type", body.startsWith("{") ? "application/json" : "text/html"));

        assertThat(failure)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("baseUrl")
                .hasMessageNotContaining("model not found");
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void a_404_of_the_service_is_about_the_model() {
        OpenRouterException failure =
                failure(Reply.json(404, "{\"error\":{\"code\":404,\"message\":\"No endpoints found for a/b.\"}}"));

        assertThat(failure)
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("model not found (404): No endpoints found for a/b. Check the option model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"User not found.", "User not found..", "User not found", "User not found. "})
    void a_sentence_of_the_service_ends_once(String said) {
        assertThat(failure(Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"" + said + "\"}}")))
                .hasMessageContaining("User not found. Check the option apiKey");
    }

    @Test
    void a_page_with_200_is_called_a_page() {
        OpenRouterException failure = failure(
                Reply.json(200, "<html><title>Welcome to nginx!</title></html>").header("Content-Type", "text/html"));

        assertThat(failure)
                .hasMessageContaining("an HTML page (\"Welcome to nginx!\")")
                .hasMessageContaining("status 200")
                .hasMessageContaining("baseUrl");
    }

    private static Reply text(String body) {
        return Reply.bytes(200, "text/plain", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_short_text_is_quoted_within_bounds() {
        assertThat(failure(text("upstream is asleep")))
                .hasMessageContaining("\"upstream is asleep\"")
                .hasMessageContaining("baseUrl");
        simulator.reset();
        assertThat(failure(text("x".repeat(100_000))).getMessage()).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\n",
                ": keep-alive\n\nevent: error\ndata: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\ndata: [DONE]\n\n"
            })
    void a_refusal_that_is_framed_as_an_event_is_understood(String body) {
        assertThat(failure(Reply.bytes(429, "text/event-stream", body.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(RateLimitException.class)
                .hasMessageContaining("slow down");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":403,\"message\":\"not yours\"}}",
                "data: {\"error\":{\"code\":403,\"message\":\"not yours\"}}\n\n"
            })
    void an_error_inside_the_200_of_a_lookup_is_one(String body) {
        simulator.replyWith(request -> Reply.bytes(200, "application/json", body.getBytes(StandardCharsets.UTF_8)));

        Exchange exchange =
                template.request("openrouter:generation", e -> e.getIn().setBody("gen-1"));

        assertThat(exchange.getException(OpenRouterException.class))
                .hasMessageContaining("not yours")
                .extracting(OpenRouterException::getStatusCode)
                .isEqualTo(403);
    }
}
