package io.github.camelopenrouter;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentDefaultsTest {

    private static OpenRouterConfiguration filled(
            Map<String, String> variables, OpenRouterConfiguration configuration) {
        new EnvironmentDefaults(variables::get).fill(configuration);
        return configuration;
    }

    private static OpenRouterConfiguration filled(Map<String, String> variables) {
        return filled(variables, new OpenRouterConfiguration());
    }

    @Test
    void general_names_count_where_llm_says_openrouter() {
        OpenRouterConfiguration configuration = filled(
                Map.of("LLM", "OpenRouter", "TEMPERATURE", "0.3", "MAX_TOKENS", "500", "DISABLE_THINKING", "true"));

        assertThat(configuration.getTemperature()).isEqualTo(0.3);
        assertThat(configuration.getMaxTokens()).isEqualTo(500);
        assertThat(configuration.getDisableThinking()).isTrue();
    }

    @Test
    void general_names_are_somebody_elses_without_that() {
        Map<String, String> variables = Map.of("TEMPERATURE", "hot", "MAX_TOKENS", "500", "DISABLE_THINKING", "true");
        OpenRouterConfiguration configuration = filled(variables);

        assertThat(configuration.getTemperature()).isNull();
        assertThat(configuration.getMaxTokens()).isNull();
        assertThat(configuration.getDisableThinking()).isNull();
        assertThat(filled(Map.of("LLM", "openai", "MAX_TOKENS", "5")).getMaxTokens())
                .isNull();
    }

    @Test
    void own_names_always_count_and_win_over_general_ones() {
        OpenRouterConfiguration configuration = filled(Map.of(
                "LLM", "openrouter",
                "TEMPERATURE", "0.3",
                "OPENROUTER_TEMPERATURE", " 0.4 ",
                "OPENROUTER_MAX_TOKENS", "600",
                "OPENROUTER_DISABLE_THINKING", "no",
                "OPENROUTER_MODEL", "openai/gpt-4o"));

        assertThat(configuration.getTemperature()).isEqualTo(0.4);
        assertThat(configuration.getMaxTokens()).isEqualTo(600);
        assertThat(configuration.getDisableThinking()).isFalse();
        assertThat(configuration.getModel()).isEqualTo("openai/gpt-4o");
    }

    @Test
    void an_explicit_option_wins_even_if_the_variable_is_nonsense() {
        OpenRouterConfiguration explicit = new OpenRouterConfiguration();
        explicit.setModel("a/b");
        explicit.setTemperature(1.0);
        explicit.setMaxTokens(7);
        explicit.setReasoningEffort("high");

        filled(
                Map.of(
                        "OPENROUTER_MODEL", "c/d",
                        "OPENROUTER_TEMPERATURE", "hot",
                        "OPENROUTER_MAX_TOKENS", "many",
                        "OPENROUTER_DISABLE_THINKING", "true"),
                explicit);

        assertThat(explicit.getModel()).isEqualTo("a/b");
        assertThat(explicit.getTemperature()).isEqualTo(1.0);
        assertThat(explicit.getMaxTokens()).isEqualTo(7);
        assertThat(explicit.getDisableThinking()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENROUTER_TEMPERATURE,hot",
        "OPENROUTER_TEMPERATURE,2.5",
        "OPENROUTER_TEMPERATURE,NaN",
        "OPENROUTER_MAX_TOKENS,0",
        "OPENROUTER_MAX_TOKENS,1.5",
        "OPENROUTER_MAX_TOKENS,1e3",
        "OPENROUTER_MAX_TOKENS,0x10",
        "OPENROUTER_MAX_TOKENS,+5",
        "OPENROUTER_MAX_TOKENS,\uff15",
        "OPENROUTER_MAX_TOKENS,99999999999",
        "OPENROUTER_MAX_TOKENS,10m",
        "OPENROUTER_TEMPERATURE,1d",
        "OPENROUTER_TEMPERATURE,0x1p0",
        "OPENROUTER_TEMPERATURE,\uff11",
        "OPENROUTER_TEMPERATURE,1e999999999",
        "OPENROUTER_MODEL,:beta",
        "OPENROUTER_DISABLE_THINKING,perhaps",
        "TEMPERATURE,hot",
        "MAX_TOKENS,-1",
        "DISABLE_THINKING,2",
    })
    void a_bad_value_is_named_by_its_variable(String variable, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filled(Map.of("LLM", "openrouter", variable, value)))
                .withMessageStartingWith("The environment variable " + variable + " must ")
                .withNoCause();
    }

    @Test
    void without_any_model_the_default_is_asked_under_the_name_that_the_service_knows() {
        assertThat(filled(Map.of("OPENROUTER_MODEL", " ")).getModel()).isEqualTo("anthropic/claude-3-haiku:beta");
        try (RunningContext running = new RunningContext()) {
            running.component("bare", component -> {});

            assertThat(running.sent("bare:completion").json().get("model").textValue())
                    .isEqualTo("anthropic/claude-3-haiku");
        }
    }

    @Test
    void the_component_wins_over_the_environment_and_the_key_comes_from_it_last() {
        try (RunningContext running = new RunningContext()) {
            running.component("env", component -> {
                component
                        .runtime()
                        .setEnvironment(new EnvironmentDefaults(
                                Map.of("OPENROUTER_API_KEY", "sk-or-v1-env", "OPENROUTER_TEMPERATURE", "0.1")::get));
                component.getConfiguration().setApiKey(null);
                component.getConfiguration().setTemperature(0.2);
            });

            var request = running.sent("env:completion");

            assertThat(request.header("Authorization")).isEqualTo("Bearer sk-or-v1-env");
            assertThat(request.json().get("temperature").doubleValue()).isEqualTo(0.2);
        }
    }
}
