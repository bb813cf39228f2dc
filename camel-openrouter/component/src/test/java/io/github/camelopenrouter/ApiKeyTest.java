package io.github.camelopenrouter;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyTest {
    private static final AtomicInteger ROTATION = new AtomicInteger();
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
        running.context.getRegistry().bind("keys", (ApiKeyProvider) alias -> {
            if (alias == null) {
                return "sk-or-v1-rotation" + ROTATION.incrementAndGet();
            }
            return alias.equals("acme") ? "sk-or-v1-acme" : null;
        });
        running.component("keyless", component -> component.getConfiguration().setApiKey(null));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.answerAlike();
    }

    private static String key(String uri, Map<String, Object> headers) {
        return running.sent(uri, "hello", headers).header("Authorization").replace("Bearer ", "");
    }

    private static OpenRouterException refused(String uri, Map<String, Object> headers) {
        Exchange exchange = running.send(uri, "hello", headers);

        assertThat(running.simulator.requests()).isEmpty();
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        OpenRouterException failure = (OpenRouterException) exchange.getException();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        return failure;
    }

    @Test
    void a_provider_is_asked_for_each_call_so_that_keys_can_rotate() {
        String first = key("keyless:completion?apiKeyProvider=#keys", Map.of());
        String second = key("keyless:completion?apiKeyProvider=#keys", Map.of());

        assertThat(first).startsWith("sk-or-v1-rotation");
        assertThat(second).startsWith("sk-or-v1-rotation").isNotEqualTo(first);
    }

    @Test
    void an_alias_chooses_a_key_that_the_provider_knows() {
        assertThat(key("openrouter:completion?apiKeyProvider=#keys", Map.of("CamelOpenRouterKeyAlias", "acme")))
                .isEqualTo("sk-or-v1-acme");
        assertThat(key("openrouter:completion?apiKeyProvider=#keys", Map.of())).isEqualTo(RunningContext.KEY);
    }

    @Test
    void an_unknown_alias_is_refused_and_never_served_with_another_key() {
        assertThat(refused("openrouter:completion?apiKeyProvider=#keys", Map.of("CamelOpenRouterKeyAlias", "other")))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("OpenRouter API Key is not set")
                .hasMessageContaining("CamelOpenRouterKeyAlias");
    }

    @Test
    void an_alias_without_a_provider_is_refused() {
        assertThat(refused("openrouter:completion", Map.of("CamelOpenRouterKeyAlias", "acme")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("apiKeyProvider");
    }

    @Test
    void no_key_at_all_is_refused_with_the_remedy() {
        assertThat(refused("keyless:completion", Map.of()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("OpenRouter API Key is not set")
                .hasMessageContaining("OPENROUTER_API_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-or-v1-a\r\nX-Evil: 1", "sk-or v1", "sk-or-\u00e4"})
    void a_key_with_odd_characters_is_refused_without_being_shown(String key) {
        running.context.getRegistry().bind("odd", (ApiKeyProvider) alias -> key);

        assertThat(refused("keyless:completion?apiKeyProvider=#bean:odd&user=" + Math.abs(key.hashCode()), Map.of()))
                .hasMessageContaining("Key")
                .hasMessageNotContaining("sk-or");
    }

    @Test
    void a_passed_deadline_sends_nothing() {
        assertThat(refused(
                        "openrouter:completion",
                        Map.of("CamelOpenRouterDeadline", Instant.now().minusSeconds(1))))
                .hasMessageContaining("deadline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion", "streaming?streamFormat=text"})
    void a_deadline_far_away_is_none(String operation) {
        assertThat(key("openrouter:" + operation, Map.of("CamelOpenRouterDeadline", Instant.MAX)))
                .isEqualTo(RunningContext.KEY);
        assertThat(key("openrouter:" + operation, Map.of("CamelOpenRouterDeadline", 999_999_999_999_999L)))
                .isEqualTo(RunningContext.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openrouter:completion?totalTimeout=0", "openrouter:completion"})
    void a_deadline_ends_a_call_that_takes_too_long(String uri) {
        running.simulator.reset();
        running.simulator.replyWith(request -> io.github.camelopenrouter.simulator.Reply.hang());

        Exchange exchange = running.send(
                uri,
                "hello",
                Map.of("CamelOpenRouterDeadline", Instant.now().plusMillis(300).toString()));

        assertThat(exchange.getException())
                .isInstanceOfSatisfying(
                        OpenRouterException.class,
                        failure -> assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-or-v1-file\n", "sk-or-v1-file\r\n", "\tsk-or-v1-file "})
    void what_a_file_or_vault_adds_around_a_key_does_not_count(String key) {
        running.context.getRegistry().bind("file", (ApiKeyProvider) alias -> key);
        int name = Math.abs(key.hashCode());
        running.component(
                "option" + name, component -> component.getConfiguration().setApiKey(key));

        for (String uri :
                List.of("keyless:completion?apiKeyProvider=#bean:file&user=" + name, "option" + name + ":completion")) {
            assertThat(running.sent(uri).header("Authorization")).isEqualTo("Bearer sk-or-v1-file");
        }
    }
}
