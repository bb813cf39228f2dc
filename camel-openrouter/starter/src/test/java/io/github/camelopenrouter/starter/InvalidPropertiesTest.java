package io.github.camelopenrouter.starter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong ends the start, with the property, where it is, and what to write. */
class InvalidPropertiesTest {
    private static String message(String... properties) {
        String[] message = new String[1];
        ApplicationContextRunner runner = withStarter().withPropertyValues(properties);
        runner.run(application -> {
            assertThat(application).hasFailed();
            Throwable cause = application.getStartupFailure();
            while (!(cause instanceof InvalidPropertiesException)) {
                cause = cause.getCause();
                assertThat(cause).isNotNull();
            }
            message[0] = cause.getMessage();
        });
        return message[0];
    }

    // ---- names

    @ParameterizedTest
    @CsvSource({
        "temprature,temperature",
        "tempertaure,temperature",
        "maxToken,max-tokens",
        "budget-stor,budget-store",
        "reasoning_efort,reasoning-effort",
        "configuration.modell,model"
    })
    void an_unknown_option_proposes_the_nearest_one(String given, String meant) {
        assertThat(message(PREFIX + given + "=1"))
                .isEqualTo(PREFIX + given + " (\"" + PREFIX + given + "\" from property source \"test\"):"
                        + " The component has no such option. Did you mean " + PREFIX + meant + "?");
    }

    @Test
    void an_option_that_is_like_no_other_proposes_none() {
        assertThat(message(PREFIX + "quux.corge=1"))
                .endsWith("The component has no such option. The reference of camel-openrouter lists the options.");
    }

    @Test
    void nothing_is_below_an_option_that_is_no_map() {
        assertThat(message(PREFIX + "model.name=openai/gpt-4o")).contains("no such option");
    }

    @Test
    void an_unknown_option_is_seen_although_no_route_uses_the_component() {
        assertThat(message("camel.component.openrouter-eu.temprature=1"))
                .contains("Did you mean camel.component.openrouter-eu.temperature?");
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        assertThat(message(PREFIX + "temprature=1", PREFIX + "max-tokens=many", PREFIX + "modell=x"))
                .contains("temperature?", "The option maxTokens must be a whole number", "model?")
                .doesNotContain("\n");
    }

    @Test
    void an_option_that_is_given_twice_in_one_source_is_refused() {
        assertThat(message(PREFIX + "max-tokens=1", PREFIX + "maxTokens=2"))
                .contains("The option maxTokens is given twice", "Remove this property, or " + PREFIX + "max");
    }

    @Test
    void a_map_is_given_as_a_whole_or_in_parts() {
        assertThat(message(PREFIX + "body=#bean:members", PREFIX + "body.verbosity=low"))
                .contains(
                        "The option body is given as a whole and in parts",
                        "Remove this property, or " + PREFIX + "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openrouters", "openrouter2", "openrouterEu"})
    void a_name_that_begins_as_ours_and_is_no_component_is_refused(String name) {
        assertThat(message("camel.component." + name + ".model=openai/gpt-4o"))
                .contains(
                        "There is no component named " + name,
                        "a further one that properties make is named openrouter- and something");
    }

    // ---- values

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-tokens=10m|The option maxTokens must be a whole number from 1 on, not '10m'",
                "temperature=hot|The option temperature must be a number from 0 to 2, not 'hot'",
                "total-timeout=soon|The option totalTimeout must be",
                "on-tool-failure=explode|The option onToolFailure must be",
                "strict=perhaps|The option strict must be true or false",
                "base-url=ftp://x|The option baseUrl",
                "journal=nowhere|The option journal refers to a bean that is not there: '#bean:nowhere'",
                "tool-approval=camelContext|The option toolApproval",
                "proxy-port=99999|The option proxyPort must be"
            })
    void a_value_that_an_option_cannot_have_is_refused_by_name(String property, String reason) {
        assertThat(message(PREFIX + property))
                .startsWith(PREFIX + property.substring(0, property.indexOf('=')) + " (")
                .contains(reason)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk or v1 CANARY", "{{nowhere}}CANARY", "#bean:CANARY"})
    void no_message_repeats_a_secret(String secret) {
        withStarter()
                .withPropertyValues(PREFIX + "api-key=" + secret, PREFIX + "oops=1")
                .run(application -> {
                    assertThat(application).hasFailed();
                    for (Throwable cause = application.getStartupFailure(); cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("CANARY");
                    }
                });
    }

    @Test
    void a_placeholder_that_nothing_resolves_is_named() {
        assertThat(message(PREFIX + "api-key=${NO_SUCH_KEY}"))
                .contains(
                        "Nothing says what ${NO_SUCH_KEY} is", "Set NO_SUCH_KEY, or write ${NO_SUCH_KEY:} for nothing");
    }

    @Test
    void a_placeholder_of_camel_that_nothing_resolves_is_named() {
        assertThat(message(PREFIX + "model={{no.such.model}}")).contains("no.such.model");
    }

    // ---- what a person reads

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void boot_reports_the_line_of_the_file_and_the_remedy(CapturedOutput output) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Empty.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=wrong");

        assertThatThrownBy(application::run).isNotNull();

        assertThat(output.getOut())
                .contains(
                        "APPLICATION FAILED TO START",
                        "Property: camel.component.openrouter.temprature",
                        "Origin: class path resource [wrong.properties] - 2:",
                        "Reason: The component has no such option",
                        "Did you mean camel.component.openrouter.temperature?",
                        "Property: camel.component.openrouter.max-tokens",
                        "Reason: The option maxTokens must be a whole number from 1 on, not 'ten'")
                .doesNotContain("CANARY");
    }

    @Configuration
    @EnableAutoConfiguration
    static class Empty {}
}
