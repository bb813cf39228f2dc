package io.github.camelopenrouter.internal.binding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OptionSample;
import io.github.camelopenrouter.RunningContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Headers come as brokers bring them. */
class RequestHeadersTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
        running.context.getRegistry().bind("keys", (ApiKeyProvider)
                alias -> "acme".equals(alias) ? "sk-or-v1-acme" : null);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.answerAlike();
    }

    static List<OptionSample> samples() {
        return OptionSample.ALL.stream().filter(sample -> !sample.isMap()).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_option_may_come_as_bytes(OptionSample sample) {
        RequestOption option = sample.requestOption();
        for (Object value :
                List.of(utf8(sample.text()), ByteBuffer.wrap(utf8(sample.text())), new StringBuilder(sample.text()))) {
            var request = running.sent("openrouter:completion", "hello", Map.of(option.header(), value));
            if (option.httpHeader() == null) {
                assertThat(request.json().at("/" + String.join("/", option.path())))
                        .isEqualTo(OptionSample.tree(sample.json()));
            } else {
                assertThat(request.header(option.httpHeader()))
                        .isEqualTo(sample.json().replace("\"", ""));
            }
        }
    }

    @Test
    void alias_deadline_messages_and_metadata_may_come_as_bytes() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(OpenRouterConstants.KEY_ALIAS, utf8("acme"));
        headers.put(OpenRouterConstants.TENANT, utf8("tenant"));
        headers.put(OpenRouterConstants.DEADLINE, utf8(String.valueOf(System.currentTimeMillis() + 60_000)));
        headers.put(OpenRouterConstants.SYSTEM_MESSAGE, utf8("Gr\u00fc\u00dfe"));
        headers.put(OpenRouterConstants.DISABLE_THINKING, utf8("true"));
        headers.put(OpenRouterConstants.METADATA, Map.of("team", utf8("sales")));
        headers.put(OpenRouterConstants.STOP, List.of(utf8("a"), "b"));

        var request = running.sent("openrouter:completion?apiKeyProvider=#keys", "hello", headers);
        JsonNode json = request.json();

        assertThat(request.header("Authorization")).isEqualTo("Bearer sk-or-v1-acme");
        assertThat(json.at("/messages/0/content").textValue()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(json.at("/reasoning/effort").textValue()).isEqualTo("none");
        assertThat(json.at("/metadata/team").textValue()).isEqualTo("sales");
        assertThat(json.get("stop")).hasToString("[\"a\",\"b\"]");
    }

    @Test
    void a_name_in_another_case_is_not_ours() {
        Map<String, Object> headers = Map.of(
                "CAMELOPENROUTERMODEL", "evil/model",
                "camelopenroutersystemmessage", "evil",
                "CAMELOPENROUTERKEYALIAS", "evil",
                "CAMELOPENROUTERDEADLINE", Instant.EPOCH,
                "CAMELOPENROUTERBODY", Map.of("n", 50),
                "CAMELOPENROUTERDISABLETHINKING", "true");
        Exchange exchange = running.context.createProducerTemplate().request("openrouter:completion", sent -> {
            // a map that finds a name in any case, as those of Camel are
            headers.forEach(sent.getIn()::setHeader);
            sent.getIn().setBody("hello");
        });

        assertThat(exchange.getException()).isNull();
        assertThat(running.simulator.requests()).hasSize(1);
        assertThat(running.simulator.requests().get(0).json())
                .isEqualTo(OptionSample.tree("{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"hello\"}],\"stream\":false}"));
    }

    private static Message message(String name, Object value) {
        DefaultCamelContext context = running.context;
        Message message = new DefaultExchange(context).getMessage();
        message.setHeader(name, value);
        return message;
    }

    @Test
    void text_is_asked_for_by_its_exact_name() {
        String name = OpenRouterConstants.TENANT;

        assertThat(RequestHeaders.text(message(name, utf8("acme")), name)).isEqualTo("acme");
        assertThat(RequestHeaders.text(message(name, 5L), name)).isEqualTo("5");
        assertThat(RequestHeaders.text(message(name, Thread.State.NEW), name)).isEqualTo("NEW");
        assertThat(RequestHeaders.text(message(name.toUpperCase(), "acme"), name))
                .isNull();
        assertThat(RequestHeaders.has(message(name.toUpperCase(), "acme"), name))
                .isFalse();
        assertThat(RequestHeaders.has(message(name, "acme"), name)).isTrue();
    }

    @Test
    void what_is_no_text_is_refused_and_never_becomes_an_address() {
        String name = OpenRouterConstants.TENANT;
        for (Object value : List.of(
                new Object(), List.of("a"), Map.of("a", 1), new byte[1], new byte[] {(byte) 0xff}, new int[1])) {
            assertThatThrownBy(() -> RequestHeaders.text(message(name, value), name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }
}
