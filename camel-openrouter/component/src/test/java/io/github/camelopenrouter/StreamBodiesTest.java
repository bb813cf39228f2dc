package io.github.camelopenrouter;

import java.io.InputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.model.ChatMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read of a body ends where a request would be too long, and a long URI costs no more than its length. */
class StreamBodiesTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    static List<Object> endless() {
        InputStream bytes = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        Reader letters = new Reader() {
            @Override
            public int read(char[] target, int offset, int length) {
                java.util.Arrays.fill(target, offset, offset + length, 'x');
                return length;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
        Iterable<ChatMessage> messages = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public ChatMessage next() {
                return ChatMessage.user("x");
            }
        };
        byte[] large = "x".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        return List.of(bytes, letters, messages, large, new InputStreamCache(large), "x".repeat(200_000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("endless")
    void a_body_without_an_end_is_refused_by_the_name_of_the_option(Object body) {
        running.answerAlike();

        Exchange exchange = running.send("openrouter:completion?maxRequestBytes=100000", body);

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("maxRequestBytes")
                .hasMessageContaining("100000");
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void the_first_message_of_a_long_uri_is_bound_in_time_that_grows_with_its_length_alone() {
        String tools = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}},".repeat(2_000);
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        configuration.setModel("a/b");
        configuration.setBody(Map.of("tools", "[" + tools.substring(0, tools.length() - 1) + "]"));
        Exchange exchange = new org.apache.camel.support.DefaultExchange(running.context);
        exchange.getMessage().setBody("hello");
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        RequestBinding binding = new RequestBinding(configuration, false);
        for (int i = 0; i < 100; i++) {
            binding.bind(exchange);
        }

        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before)
                .isLessThan(3_000_000_000L);
    }

    @Test
    void a_key_provider_that_fails_is_a_failure_before_anything_is_sent() {
        running.answerAlike();
        running.context.getRegistry().bind("vault", (ApiKeyProvider) alias -> {
            throw new IllegalStateException("sk-or-v1-secret");
        });

        Exchange exchange = running.send(
                "openrouter:completion?apiKeyProvider=#vault", "hello", Map.of("CamelOpenRouterKeyAlias", "acme"));

        assertThat(exchange.getException())
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("apiKeyProvider")
                .hasMessageNotContaining("secret");
        OpenRouterException failure = (OpenRouterException) exchange.getException();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.isRetryable()).isTrue();
    }
}
