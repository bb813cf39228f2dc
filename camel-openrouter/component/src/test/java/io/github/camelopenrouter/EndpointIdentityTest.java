package io.github.camelopenrouter;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.internal.runtime.EndpointIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Which endpoints are the same one. */
class EndpointIdentityTest {
    private static String of(String uri) {
        return EndpointIdentity.of(OpenRouterOperation.completion, uri);
    }

    @ParameterizedTest
    @CsvSource({
        "user=alice, user=bob",
        "maxTokens=5, maxTokens=6",
        "apiKey=sk-or-v1-one, apiKey=sk-or-v1-two",
        "apiKey=sk-or-v1-one, model=a/b",
        "body.accessToken=1, body.accessToken=2",
        "model=a/b, model=a/c",
        "a=1&b=2, a=1&b=3",
        "a=1b&c=, a=1&bc=",
        "metadata.a=1, metadata.a=1&metadata.a=1",
        "maxTokens=5, ''",
    })
    void endpoints_that_differ_in_any_option_are_different(String one, String other) {
        assertThat(of("openrouter:completion?" + one)).isNotEqualTo(of("openrouter:completion?" + other));
    }

    @ParameterizedTest
    @CsvSource({
        "model=a/b&user=me, user=me&model=a/b",
        "model=a%2Fb, model=a/b",
        "model=RAW(a/b), model=a/b",
        "user=RAW{x y}, user=x+y",
        "user=RAW(100%), user=100%25",
    })
    void order_and_escapes_do_not_matter(String one, String other) {
        assertThat(of("openrouter:completion?" + one)).isEqualTo(of("openrouter://completion?" + other));
    }

    @Test
    void the_operation_counts_and_the_name_of_the_component_is_counted_elsewhere() {
        assertThat(EndpointIdentity.of(OpenRouterOperation.streaming, "openrouter:streaming?model=a/b"))
                .isNotEqualTo(of("openrouter:completion?model=a/b"));
        assertThat(of("batch:completion?model=a/b")).isEqualTo(of("openrouter:completion?model=a/b"));
    }

    @Test
    void it_is_the_same_in_every_jvm_and_version_and_says_nothing_of_the_uri() {
        assertThat(of("openrouter:completion?model=a/b&apiKey=sk-or-v1-secret&maxTokens=5"))
                .isEqualTo("completion-0eae4fb19a8c81df06451ebbcd1e0e12");
    }

    @Test
    void a_uri_of_a_megabyte_is_named_at_once() {
        String tools = "{\"type\":\"function\",\"password\":\"a&b=c\"},".repeat(25_000);
        String uri = "openrouter:completion?model=a/b&body.tools=RAW([" + tools + "])";

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(of(uri)).hasSize(43));
        OpenRouterEndpoint endpoint = new OpenRouterEndpoint(
                uri, new OpenRouterComponent(), OpenRouterOperation.completion, new OpenRouterConfiguration());
        assertThat(endpoint.terms().identity())
                .isEqualTo(of(uri))
                .isSameAs(endpoint.terms().identity());
    }
}
