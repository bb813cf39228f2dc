package io.github.camelopenrouter;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.simulator.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** HTTP headers that no option knows. */
class HttpHeadersTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.answerAlike();
    }

    @Test
    void an_option_sets_headers_of_any_name() {
        RecordedRequest request =
                running.sent("openrouter:completion?httpHeader.X-Foo=bar&httpHeader.x-session-id=s 1");

        assertThat(request.header("X-Foo")).isEqualTo("bar");
        assertThat(request.header("x-session-id")).isEqualTo("s 1");
        assertThat(request.text()).doesNotContain("bar");
    }

    @Test
    void a_message_sets_those_alone_that_an_option_allows() {
        Map<String, Object> headers = Map.of(
                "X-Foo", "mine".getBytes(StandardCharsets.UTF_8), "X-Bar", "other", "Authorization", "Bearer evil");

        assertThat(running.sent("openrouter:completion", "hello", headers).header("X-Foo"))
                .isNull();
        RecordedRequest request = running.sent(
                "openrouter:completion?allowedHttpHeaders=x-foo,X-None&httpHeader.X-Foo=bar",
                "hello",
                Map.of("x-foo", "m"));
        assertThat(request.header("X-Foo")).isEqualTo("m");
        request = running.sent("openrouter:completion?allowedHttpHeaders=X-Foo", "hello", headers);
        assertThat(request.header("X-Foo")).isEqualTo("mine");
        assertThat(request.header("X-Bar")).isNull();
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + RunningContext.KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpHeader.Authorization=x",
                "httpHeader.host=x",
                "httpHeader.Content-Type=x",
                "httpHeader.content-length=5",
                "httpHeader.Transfer-Encoding=x",
                "httpHeader.Proxy-Authorization=x",
                "httpHeader.X-OpenRouter-Cache=true",
                "httpHeader.X-Title=x",
                "httpHeader.X-OpenRouter-Metadata=enabled",
                "allowedHttpHeaders=x-title",
                "httpHeader.X%20Y=x",
                "httpHeader.X-Foo=RAW(caf\u00e9)",
                "allowedHttpHeaders=X-Foo,authorization",
                "allowedHttpHeaders=X-Foo,",
            })
    void what_belongs_to_the_connection_or_the_key_is_refused(String options) {
        assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?" + options))
                .hasStackTraceContaining("ttpHeader");
    }

    @Test
    void a_value_with_a_line_end_is_not_sent() {
        Exchange exchange = running.send(
                "openrouter:completion?allowedHttpHeaders=X-Foo", "hello", Map.of("X-Foo", "a\r\nX-Evil: 1"));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("X-Foo");
        assertThat(running.simulator.requests()).isEmpty();
    }
}
