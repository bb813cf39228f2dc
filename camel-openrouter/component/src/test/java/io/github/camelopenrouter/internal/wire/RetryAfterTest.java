package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.http.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Whatever an answer says about waiting, in whatever place: a sensible wait or none, and never an exception. */
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private record WireAnswer(Map<String, List<String>> all) implements Transport.Head {
        @Override
        public int status() {
            return 429;
        }

        @Override
        public String first(String name) {
            List<String> values = all.get(name);
            return values == null ? null : values.get(0);
        }
    }

    private static Duration header(String name, String value) throws IOException {
        return RetryAfter.of(new WireAnswer(Map.of(name, List.of(value))), json("{}"), CLOCK);
    }

    private static Duration body(String json) throws IOException {
        return RetryAfter.of(null, json(json), CLOCK);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "7, PT7S",
        "1.5, PT1.5S",
        "0.0001, PT0.001S",
        "2764800, PT768H",
        "'Thu, 01 Jan 2026 00:00:09 GMT', PT9S"
    })
    void a_sensible_wait_is_told(String value, Duration wait) throws IOException {
        assertThat(header("Retry-After", value)).isEqualTo(wait);
        assertThat(body("{\"metadata\":{\"headers\":{\"retry-after\":\"" + value + "\"}}}"))
                .isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({"retry_after_seconds, 9, PT9S", "resets_at, '\"2026-01-01T00:01:00Z\"', PT1M"})
    void a_body_tells_it_too(String member, String value, Duration wait) throws IOException {
        assertThat(body("{\"metadata\":{\"" + member + "\":" + value + "}}")).isEqualTo(wait);
    }

    static Stream<String> absurd() {
        return Stream.of(
                "-1",
                "-0.001",
                "-9223372036854775809",
                "-99999999999999999999999999",
                "99999999999999999999999999",
                "-1e30",
                "1e30",
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "1e30000000",
                "2764801",
                "9".repeat(100_000),
                "0." + "0".repeat(100_000) + "1",
                "NaN",
                "soon",
                "",
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Fri, 99 Dec 9999 23:59:59 GMT",
                "+999999999-12-31T23:59:59-18:00",
                "-999999999-01-01T00:00:00+18:00",
                "+1000000000-01-01T00:00:00Z",
                "2026-01-01",
                "\u0000",
                "\uD83D");
    }

    @ParameterizedTest
    @MethodSource("absurd")
    void an_absurd_wait_is_none_wherever_it_stands(String value) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            String text = Json.MAPPER.writeValueAsString(value);
            assertThat(header("Retry-After", value)).isNull();
            assertThat(header("X-RateLimit-Reset", value)).isNull();
            assertThat(body("{\"metadata\":{\"headers\":{\"Retry-After\":" + text + "}}}"))
                    .isNull();
            assertThat(body("{\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":" + text + "}}}"))
                    .isNull();
            assertThat(body("{\"metadata\":{\"retry_after_seconds\":" + text + ",\"resets_at\":" + text + "}}"))
                    .isNull();
            assertThat(body("{\"availability\":{\"retry_after\":" + text + "}}"))
                    .isNull();
            if (Numbers.amount(value) != null || value.matches("-?\\d.*e.*|9+|0\\.0+1")) {
                assertThat(body("{\"metadata\":{\"retry_after_seconds\":" + value + "}}"))
                        .isNull();
                assertThat(body("{\"availability\":{\"retry_after\":" + value + "}}"))
                        .isNull();
                assertThat(body("{\"metadata\":{\"headers\":{\"Retry-After\":" + value + ",\"X\":[]}}}"))
                        .isNull();
            }
        });
    }
}
