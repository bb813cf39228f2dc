package io.github.camelopenrouter.starter;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;

import static io.github.camelopenrouter.starter.Applications.component;
import static io.github.camelopenrouter.starter.Applications.options;
import static io.github.camelopenrouter.starter.Applications.withVariables;
import static org.assertj.core.api.Assertions.assertThat;

/** Variables of the environment, whose names know underscores only. */
class VariablesTest {
    private static final String PREFIX = "CAMEL_COMPONENT_OPENROUTER_";

    @ParameterizedTest
    @ValueSource(strings = {"MAXTOKENS", "MAX_TOKENS", "CONFIGURATION_MAXTOKENS", "CONFIGURATION_MAX_TOKENS"})
    void an_option_is_found_in_each_way_that_boot_knows(String name) {
        withVariables(Map.of(PREFIX + name, "500"))
                .run(application ->
                        assertThat(options(application).getMaxTokens()).isEqualTo(500));
    }

    @Test
    void a_variable_wins_over_a_file() {
        withVariables(Map.of(PREFIX + "MODEL", "openai/gpt-4o-mini"))
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addLast(new MapPropertySource(
                                "application.properties", Map.of("camel.component.openrouter.model", "openai/gpt-4o"))))
                .run(application -> assertThat(options(application).getModel()).isEqualTo("openai/gpt-4o-mini"));
    }

    @Test
    void what_is_below_an_option_has_the_separator_of_its_kind() {
        withVariables(Map.of(
                        PREFIX + "BODY_TOP_LOGPROBS", "3",
                        PREFIX + "HTTPHEADER_X_ANTHROPIC_BETA", "one",
                        PREFIX + "METADATA_COST_CENTRE", "42"))
                .run(application -> {
                    assertThat(options(application).getBody()).isEqualTo(Map.of("top_logprobs", "3"));
                    assertThat(options(application).getHttpHeader()).isEqualTo(Map.of("x-anthropic-beta", "one"));
                    assertThat(options(application).getMetadata()).isEqualTo(Map.of("cost_centre", "42"));
                });
    }

    @Test
    void elements_of_a_list_are_numbered() {
        withVariables(Map.of(PREFIX + "TOOLS_1", "weather", PREFIX + "TOOLS_0", "clock"))
                .run(application -> assertThat(options(application).getTools()).isEqualTo("clock,weather"));
    }

    @Test
    void the_longest_name_of_a_component_counts() {
        withVariables(Map.of(PREFIX + "EU_MAX_TOKENS", "2", PREFIX + "MAX_TOKENS", "1"))
                .withPropertyValues("camel.component.openrouter-eu.model=openai/gpt-4o")
                .run(application -> {
                    assertThat(options(application).getMaxTokens()).isEqualTo(1);
                    assertThat(component(application, "openrouter-eu")
                                    .getConfiguration()
                                    .getMaxTokens())
                            .isEqualTo(2);
                });
    }

    @Test
    void a_variable_that_is_no_option_ends_the_start() {
        withVariables(Map.of(PREFIX + "MAX_TOKNS", "500"))
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .hasMessage(
                                "CAMEL_COMPONENT_OPENROUTER_MAX_TOKNS (\"CAMEL_COMPONENT_OPENROUTER_MAX_TOKNS\" from"
                                        + " property source \"systemEnvironment\"): The component has no such option. Did you mean"
                                        + " camel.component.openrouter.max-tokens?"));
    }

    @Test
    void a_switch_may_be_a_variable() {
        withVariables(Map.of(PREFIX + "ENABLED", "false", PREFIX + "MODEL", "openai/gpt-4o"))
                .run(application -> assertThat(options(application).getModel()).isNull());
    }
}
