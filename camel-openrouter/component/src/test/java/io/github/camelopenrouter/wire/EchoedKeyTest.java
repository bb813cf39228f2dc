package io.github.camelopenrouter.wire;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A service or gateway that repeats what it was sent puts no key into a failure, whatever the key looks like. */
class EchoedKeyTest extends WireTestSupport {
    private static final String ODD = "my-gateway-key-123456";

    private static Reply error(int status, String json) {
        return Reply.json(status, json);
    }

    static Stream<Arguments> echoes() {
        return Stream.of(KEY, ODD).flatMap(key -> {
            String tail = key.substring(key.length() - 10);
            String base64 = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
            return Stream.of(
                            error(401, "{\"error\":{\"code\":401,\"message\":\"bad key " + key + "\"}}"),
                            error(401, "{\"error\":{\"code\":401,\"message\":\"bad key ending in " + tail + "\"}}"),
                            error(401, "{\"error\":{\"code\":401,\"message\":\"no " + base64 + "\"}}"),
                            error(401, "{\"error\":{\"code\":\"" + key + "\",\"message\":\"no\"}}"),
                            error(400, "{\"error\":{\"code\":400,\"message\":\"no\",\"type\":\"" + key + "\"}}"),
                            error(
                                    400,
                                    "{\"error\":{\"code\":400,\"message\":\"no\",\"metadata\":{\"provider_name\":\""
                                            + key + "\",\"raw\":\"Bearer " + key + "\"}}}"),
                            error(401, "{\"error\":{\"code\":401,\"message\":\"" + "x".repeat(290) + key + "\"}}"),
                            error(403, "{\"error\":{\"code\":403,\"message\":\"no\"}}")
                                    .header("X-Echo", key),
                            error(200, "{\"error\":{\"code\":401,\"message\":\"bad key " + key + "\"}}"),
                            Reply.json(404, "<html><title>" + key + "</title></html>")
                                    .header("Content-Type", "text/html"),
                            Reply.sse("{\"error\":{\"code\":401,\"message\":\"bad key " + key + "\"}}"))
                    .map(reply -> Arguments.of(key, tail, base64, reply));
        });
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("echoes")
    void no_part_of_the_key_is_anywhere_in_the_failure(String key, String tail, String base64, Reply reply) {
        for (String operation : new String[] {"completion", "streaming"}) {
            Exchange exchange = send("openrouter:" + operation + "?apiKey=RAW(" + key + ")", reply);

            OpenRouterException failure = exchange.getException(OpenRouterException.class);
            assertThat(failure).isNotNull();
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text, true));
            text.append(failure.details().toString())
                    .append(String.valueOf(failure.getMetadata()))
                    .append(failure.getResponseHeaders().toString())
                    .append(exchange.getProperties().values().toString());
            assertThat(text.toString()).doesNotContain(key, tail, base64);
        }
    }
}
