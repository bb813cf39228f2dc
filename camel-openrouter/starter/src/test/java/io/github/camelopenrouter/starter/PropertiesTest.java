package io.github.camelopenrouter.starter;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterToolFault;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static io.github.camelopenrouter.starter.Applications.component;
import static io.github.camelopenrouter.starter.Applications.options;
import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;

/** What properties say reaches the component. */
class PropertiesTest {

    private static ApplicationContextRunner with(String... options) {
        ApplicationContextRunner runner = withStarter();
        for (String option : options) {
            runner = runner.withPropertyValues(PREFIX + option);
        }
        return runner;
    }

    private static ApplicationContextRunner yaml(String text) {
        return withStarter().withInitializer(context -> {
            try {
                for (PropertySource<?> source : new YamlPropertySourceLoader()
                        .load("application.yaml", new ByteArrayResource(text.getBytes()))) {
                    context.getEnvironment().getPropertySources().addLast(source);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-tokens",
                "maxTokens",
                "max_tokens",
                "MAX_TOKENS",
                "configuration.max-tokens",
                "configuration.maxTokens"
            })
    void a_name_may_be_written_in_each_way_that_boot_knows(String name) {
        with(name + "=500")
                .run(application ->
                        assertThat(options(application).getMaxTokens()).isEqualTo(500));
    }

    @Test
    void the_name_of_the_component_may_be_written_in_another_way() {
        withStarter()
                .withPropertyValues("camel.component.open-router.max-tokens=500")
                .run(application ->
                        assertThat(options(application).getMaxTokens()).isEqualTo(500));
    }

    @Test
    void options_of_the_component_alone_are_set_beside_those_of_its_endpoints() {
        with("max-total-connections=7", "connection-time-to-live=1m", "temperature=0.5")
                .run(application -> {
                    assertThat(component(application, "openrouter").getMaxTotalConnections())
                            .isEqualTo(7);
                    assertThat(component(application, "openrouter").getConnectionTimeToLive())
                            .isEqualTo(60_000);
                    assertThat(options(application).getTemperature()).isEqualTo(0.5);
                });
    }

    // ---- values

    @ParameterizedTest
    @ValueSource(strings = {"5s", "5000", "5000ms", "PT5S"})
    void a_duration_is_written_as_boot_and_camel_do(String duration) {
        with("total-timeout=" + duration)
                .run(application ->
                        assertThat(options(application).getTotalTimeout()).isEqualTo(5_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tellModel", "tell-model", "TELL_MODEL", "tellmodel"})
    void a_word_is_written_in_each_way_that_boot_knows(String word) {
        with("on-tool-failure=" + word)
                .run(application ->
                        assertThat(options(application).getOnToolFailure()).isEqualTo(OpenRouterToolFault.tellModel));
    }

    @Test
    void a_placeholder_of_spring_is_resolved() {
        with("model=${chosen:openai/gpt-4o}")
                .withPropertyValues("chosen=openai/gpt-4o-mini")
                .run(application -> assertThat(options(application).getModel()).isEqualTo("openai/gpt-4o-mini"));
    }

    @Test
    void a_placeholder_of_camel_is_resolved() {
        with("model={{chosen}}")
                .withPropertyValues("chosen=openai/gpt-4o-mini")
                .run(application -> assertThat(options(application).getModel()).isEqualTo("openai/gpt-4o-mini"));
    }

    @Test
    void nothing_is_what_takes_back_a_value_of_a_source_behind() {
        yaml("camel.component.openrouter.model: openai/gpt-4o")
                .withPropertyValues(PREFIX + "model=", PREFIX + "api-key=${NO_SUCH_VARIABLE:}")
                .run(application -> {
                    assertThat(options(application).getModel()).isNull();
                    assertThat(options(application).getApiKey()).isNull();
                });
    }

    @Test
    void of_two_sources_the_first_counts_however_it_writes_the_name() {
        yaml("camel.component.openrouter.maxTokens: 1")
                .withPropertyValues(PREFIX + "max-tokens=2")
                .run(application ->
                        assertThat(options(application).getMaxTokens()).isEqualTo(2));
    }

    @Test
    void elements_of_a_list_are_those_of_the_first_source_that_has_some() {
        yaml("""
                camel.component.openrouter:
                  models: [openai/gpt-4o, openai/gpt-4o-mini, openai/o3]
                """)
                .withPropertyValues(PREFIX + "models[0]=anthropic/claude-sonnet-4.5")
                .run(application -> assertThat(options(application).getModels())
                        .contains("claude")
                        .doesNotContain("gpt"));
    }

    @Test
    void a_list_of_yaml_is_a_list() {
        yaml("""
                camel.component.openrouter:
                  provider-order: [azure, openai]
                  stop: ["a,b", "c"]
                """).run(application -> {
            assertThat(options(application).getProviderOrder()).isEqualTo("azure,openai");
            assertThat(options(application).getStop()).isEqualTo("[\"a,b\",\"c\"]");
        });
    }

    // ---- maps

    @Test
    void what_is_below_an_option_keeps_its_names() {
        with("http-header.x-Anthropic-Beta=one", "metadata.cost_centre.eu=42", "body.top_logprobs=3")
                .run(application -> {
                    OpenRouterConfiguration options = options(application);
                    assertThat(options.getHttpHeader()).isEqualTo(Map.of("x-Anthropic-Beta", "one"));
                    assertThat(options.getMetadata()).isEqualTo(Map.of("cost_centre.eu", "42"));
                    assertThat(options.getBody()).isEqualTo(Map.of("top_logprobs", "3"));
                });
    }

    @Test
    void names_in_brackets_are_names_too() {
        with("body[top_logprobs]=3", "http-header[x.y]=z").run(application -> {
            assertThat(options(application).getBody()).isEqualTo(Map.of("top_logprobs", "3"));
            assertThat(options(application).getHttpHeader()).isEqualTo(Map.of("x.y", "z"));
        });
    }

    @Test
    void members_of_the_body_nest_as_in_yaml() {
        yaml("""
                camel.component.openrouter:
                  body:
                    verbosity: low
                    prediction: {type: content, depth: 2}
                    transforms: [middle-out]
                """)
                .run(application -> assertThat(options(application).getBody())
                        .isEqualTo(Map.of(
                                "verbosity",
                                "low",
                                "prediction",
                                Map.of("type", "content", "depth", 2),
                                "transforms",
                                List.of("middle-out"))));
    }

    @Test
    void all_sources_together_say_what_is_below_an_option() {
        yaml("""
                camel.component.openrouter:
                  metadata: {team: billing, stage: test}
                """)
                .withPropertyValues(PREFIX + "metadata.stage=production")
                .run(application -> assertThat(options(application).getMetadata())
                        .isEqualTo(Map.of("team", "billing", "stage", "production")));
    }

    // ---- beans

    @ParameterizedTest
    @ValueSource(
            strings = {"keys", "#keys", "#bean:keys", "#class:io.github.camelopenrouter.starter.PropertiesTest$Keys"})
    void a_bean_is_given_by_its_name_or_its_class(String reference) {
        with("api-key-provider=" + reference, "autowired-enabled=false")
                .withBean("keys", ApiKeyProvider.class, Keys::new)
                .run(application ->
                        assertThat(options(application).getApiKeyProvider()).isInstanceOf(Keys.class));
    }

    @Test
    void a_configuration_that_is_a_bean_comes_before_single_options() {
        OpenRouterConfiguration bean = new OpenRouterConfiguration();
        bean.setModel("openai/gpt-4o");
        bean.setMaxTokens(1);
        with("max-tokens=2", "configuration=shared")
                .withBean("shared", OpenRouterConfiguration.class, () -> bean)
                .run(application -> {
                    assertThat(options(application)).isSameAs(bean);
                    assertThat(options(application).getModel()).isEqualTo("openai/gpt-4o");
                    assertThat(options(application).getMaxTokens()).isEqualTo(2);
                });
    }

    // ---- switches

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.openrouter.enabled",
                "camel.component.openrouter.customizer.enabled",
                "camel.component.enabled",
                "camel.component.customizer.enabled"
            })
    void camels_switches_turn_the_starter_off(String property) {
        with("model=openai/gpt-4o", "no-such-option=1")
                .withPropertyValues(property + "=false")
                .run(application -> assertThat(options(application).getModel()).isNull());
    }

    @Test
    void without_properties_no_component_is_made() {
        withStarter()
                .run(application -> assertThat(
                                application.getBean(CamelContext.class).getComponentNames())
                        .doesNotContain("openrouter"));
    }

    static final class Keys implements ApiKeyProvider {
        @Override
        public String apiKey(String alias) {
            return "sk-or-of-a-bean";
        }
    }
}
