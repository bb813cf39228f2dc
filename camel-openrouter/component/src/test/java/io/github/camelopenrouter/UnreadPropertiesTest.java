package io.github.camelopenrouter;

import java.io.IOException;
import java.util.List;
import java.util.Properties;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import static org.assertj.core.api.Assertions.assertThat;

class UnreadPropertiesTest {
    private static final String PREFIX = "camel.component.openrouter.";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(UnreadProperties.class)).addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger(UnreadProperties.class)).detachAppender(log);
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    private static void start(Properties properties, String name) {
        start(properties, name, new OpenRouterComponent());
    }

    private static void start(Properties properties, String name, OpenRouterComponent component) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getPropertiesComponent().setInitialProperties(properties);
            context.addComponent(name, component);
            context.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_property_that_nobody_reads_is_told_of_without_its_value() {
        start(properties(PREFIX + "api-key", "sk-or-secret"), "openrouter");

        assertThat(warnings())
                .containsExactly("The property camel.component.openrouter.api-key is set, and nobody has set the option"
                        + " apiKey of the component openrouter: in Spring Boot, add camel-openrouter-starter");
    }

    @Test
    void a_property_in_camel_case_is_told_of_too() {
        start(properties(PREFIX + "baseUrl", "http://localhost:1/api/v1"), "openrouter");

        assertThat(warnings()).hasSize(1).first().asString().contains("openrouter.baseUrl");
    }

    @Test
    void a_component_of_another_name_has_properties_of_its_own() {
        start(properties(PREFIX + "model", "openai/gpt-4o"), "openrouter-eu");

        assertThat(warnings()).isEmpty();
    }

    @Test
    void what_somebody_has_set_is_not_told_of() {
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setModel("openai/gpt-4o");

        start(properties(PREFIX + "model", "openai/gpt-4o"), "openrouter", component);

        assertThat(warnings()).isEmpty();
    }
}
