package io.github.camelopenrouter;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Who has said last how much a model thinks, and a model that insists on it. */
class DisableThinkingTest {
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
        running.simulator.reset();
    }

    private static String component(String options, Map<String, String> environment) {
        String scheme = "or" + Integer.toHexString((options + environment).hashCode());
        if (running.context.hasComponent(scheme) == null) {
            OpenRouterComponent component = running.component(scheme, made -> {
                made.runtime().setEnvironment(new EnvironmentDefaults(environment::get));
                OpenRouterConfiguration all = made.getConfiguration();
                for (String option : options.split("&")) {
                    String[] pair = option.split("=");
                    switch (pair[0]) {
                        case "disableThinking" -> all.setDisableThinking(Boolean.valueOf(pair[1]));
                        case "reasoningEffort" -> all.setReasoningEffort(pair[1]);
                        case "reasoningMaxTokens" -> all.setReasoningMaxTokens(Integer.valueOf(pair[1]));
                        default -> assertThat(pair[0]).isEmpty();
                    }
                }
            });
            component.start();
        }
        return scheme;
    }

    private static String reasoning(String uri, Map<String, Object> headers) {
        return running.sent(uri, "hello", headers).json().path("reasoning").toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "disableThinking=true       |                                          | {\"effort\":\"none\"}",
                "disableThinking=true       | reasoningEffort=high                     | {\"effort\":\"high\"}",
                "disableThinking=true       | reasoningMaxTokens=500                   | {\"max_tokens\":500}",
                "disableThinking=true       | disableThinking=false                    | ''",
                "disableThinking=true       | disableThinking=true&reasoningEffort=low | {\"effort\":\"none\"}",
                "disableThinking=true       | reasoningExclude=true                    | {\"effort\":\"none\"}",
                "reasoningEffort=high       | disableThinking=true                     | {\"effort\":\"none\"}",
                "reasoningEffort=high       | reasoningMaxTokens=500                   | {\"max_tokens\":500}",
                "reasoningMaxTokens=500     | reasoningEffort=low                      | {\"effort\":\"low\"}",
                "reasoningMaxTokens=500     | disableThinking=true                     | {\"effort\":\"none\"}",
                "reasoningEffort=high       | reasoning-effort=low                     | {\"effort\":\"low\"}",
                "disableThinking=true       | reasoning-effort=low                     | {\"effort\":\"low\"}"
            })
    void what_an_endpoint_says_itself_wins_over_its_component(String ofComponent, String own, String sent) {
        String scheme = component(ofComponent, Map.of());

        assertThat(reasoning(scheme + ":completion" + (own == null ? "" : "?" + own), Map.of()))
                .isEqualTo(sent);
    }

    @Test
    void an_endpoint_that_thinks_is_not_switched_off_by_the_environment() {
        String scheme = component("disableThinking=true", Map.of("OPENROUTER_DISABLE_THINKING", "true"));

        assertThat(reasoning(scheme + ":completion?reasoningEffort=high", Map.of()))
                .isEqualTo("{\"effort\":\"high\"}");
        assertThat(reasoning(scheme + ":completion", Map.of())).isEqualTo("{\"effort\":\"none\"}");
    }

    @Test
    void a_message_wins_over_both() {
        String scheme = component("disableThinking=true", Map.of());
        Map<String, Object> thinks = new HashMap<>(Map.of(OpenRouterConstants.REASONING_EFFORT, "high"));

        assertThat(reasoning(scheme + ":completion", thinks)).isEqualTo("{\"effort\":\"high\"}");
        assertThat(reasoning(
                        scheme + ":completion?reasoningEffort=high",
                        Map.of(OpenRouterConstants.DISABLE_THINKING, true)))
                .isEqualTo("{\"effort\":\"none\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reasoning is mandatory for this endpoint and cannot be disabled.",
                "Thinking cannot be disabled for this model",
                "Budget 0 is invalid. This model only works in thinking mode.",
                "Reasoning is mandatory for this endpoint and cannot be disabled. Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore"
            })
    void a_model_that_insists_on_reasoning_fails_with_what_to_do(String said) {
        running.simulator.enqueue(Reply.json(400, "{\"error\":{\"code\":400,\"message\":\"" + said + "\"}}"));

        Exception failure = running.send("openrouter:completion?disableThinking=true", "hello")
                .getException();

        assertThat(failure)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.isRetryable()).isFalse())
                .hasMessageStartingWith("OpenRouter rejected the request (400): " + said.substring(0, 40))
                .hasMessageContaining("Leave out disableThinking")
                .hasMessageContaining(OpenRouterConstants.DISABLE_THINKING)
                .hasMessageContaining("OPENROUTER_DISABLE_THINKING")
                .hasMessageEndingWith("or use reasoningEffort=low or another model");
        assertThat(failure.getMessage()).hasSizeLessThan(512).doesNotContain("\n");
    }

    @Test
    void what_a_provider_says_within_the_error_counts_too() {
        running.simulator.enqueue(
                Reply.json(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"Provider returned error\",\"metadata\":{\"provider_name\":\"X\","
                                + "\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"Reasoning is mandatory for this endpoint and cannot be disabled.\\\"}}\"}}}"));

        assertThat(running.send("openrouter:completion?disableThinking=true", "hello")
                        .getException())
                .hasMessageContaining("Leave out disableThinking");
    }

    @Test
    void another_refusal_says_nothing_of_it() {
        running.simulator.enqueue(
                Reply.json(400, "{\"error\":{\"code\":400,\"message\":\"reasoning.effort is unknown\"}}"));

        assertThat(running.send("openrouter:completion?disableThinking=true", "hello")
                        .getException())
                .message()
                .doesNotContain("disableThinking");
    }
}
