package io.github.camelopenrouter.wire;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A service or gateway may repeat the key in whatever it answers, in any writing: no failure has it. */
class RepeatedKeysTest extends WireTestSupport {
    private static final List<String> KEYS = List.of("my-gateway-key-123456", "sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> writings() {
        return KEYS.stream()
                .flatMap(key -> Stream.of(
                                key,
                                "Bearer " + key,
                                key.substring(key.length() - 12),
                                key.substring(0, key.length() - 3),
                                URLEncoder.encode(key, StandardCharsets.UTF_8),
                                "Basic " + base64(key),
                                base64("user:" + key),
                                "x".repeat(290) + " " + key,
                                "y".repeat(480) + key)
                        .map(writing -> arguments(key, writing)));
    }

    private static void hasNothingOf(String key, Throwable thrown) {
        assertThat(thrown).isInstanceOf(OpenRouterException.class);
        OpenRouterException failure = (OpenRouterException) thrown;
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        String all = String.join(
                "\n",
                failure.toString(),
                trace.toString(),
                failure.getErrorCode(),
                failure.getErrorType(),
                failure.getProvider(),
                failure.getGenerationId(),
                failure.getMetadata(),
                failure.getPartialText(),
                failure.getResponseHeaders().toString());
        String secret = key.replace("sk-or-v1-", "");
        String encoded = base64(key);
        for (int i = 0; i + 8 <= secret.length(); i++) {
            assertThat(all).doesNotContain(secret.substring(i, i + 8));
        }
        for (int i = 0; i + 8 <= encoded.length(); i++) {
            assertThat(all).doesNotContain(encoded.substring(i, i + 8));
        }
    }

    private Throwable asked(String key, String uri, Reply reply) {
        simulator.enqueue(reply);
        simulator.replyWith(request -> reply);
        Exchange exchange = template.request(
                uri + (uri.contains("?") ? "&" : "?") + "apiKey=RAW(" + key + ")",
                request -> request.getIn().setBody("gen-1"));
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            return catchThrowable(() -> stream.forEachRemaining(chunk -> {}));
        }
    }

    private static String error(Object code, String words) {
        return "{\"error\":{\"code\":" + code + ",\"message\":\"bad " + words + "\",\"error_type\":\"" + words
                + "\",\"metadata\":{\"raw\":\"" + words + "\",\"provider_name\":\"" + words + "\"}}}";
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_refusal_that_repeats_it(String key, String words) {
        Reply reply = Reply.json(401, error("\"" + words + "\"", words))
                .header("X-Key", words)
                .header("X-Provider-Name", words)
                .header("X-Generation-Id", words);

        hasNothingOf(key, asked(key, "openrouter:completion", reply));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void an_error_inside_a_200_that_repeats_it(String key, String words) {
        hasNothingOf(key, asked(key, "openrouter:completion", Reply.json(200, error(502, words))));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_page_that_repeats_it(String key, String words) {
        hasNothingOf(
                key,
                asked(key, "openrouter:completion", Wire.html(403, "<html><title>No " + words + "</title></html>")));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_text_that_repeats_it(String key, String words) {
        Reply text = Reply.bytes(502, "text/plain", ("no " + words).getBytes(StandardCharsets.UTF_8));

        hasNothingOf(key, asked(key, "openrouter:completion", text));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void json_that_is_none_and_repeats_it(String key, String words) {
        hasNothingOf(key, asked(key, "openrouter:completion", Reply.json(200, "{\"choices\":" + words)));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_stream_that_fails_and_repeats_it(String key, String words) {
        Reply stream = Reply.bytes(
                200,
                "text/event-stream",
                (Wire.text("key " + key) + Wire.data(error(502, words))).getBytes(StandardCharsets.UTF_8));

        hasNothingOf(key, asked(key, "openrouter:streaming", stream));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_lookup_that_is_refused_with_it(String key, String words) {
        hasNothingOf(
                key,
                asked(
                        key,
                        "openrouter:generation",
                        Reply.json(401, error(401, words)).header("X-Key", words)));
    }
}
