package io.github.camelopenrouter.docs;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterComponent;

import static org.assertj.core.api.Assertions.assertThat;

class FirstPropertiesTest {
    private static final String PREFIX = "camel.component.openrouter.";

    @Test
    void every_property_is_an_option_of_the_component() throws Exception {
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/docs/first.properties")) {
            properties.load(in);
        }
        Map<String, Object> options = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.endsWith("api-key"))
                .forEach(name -> options.put(name.substring(PREFIX.length()), properties.getProperty(name)));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            OpenRouterComponent component = camel.getComponent("openrouter", OpenRouterComponent.class);
            PropertyBindingSupport.setPropertiesOnTarget(camel, component, options);
            assertThat(component.getConfiguration().getModel()).isEqualTo("openai/gpt-4o-mini");
            assertThat(component.getConfiguration().getMaxTokens()).isEqualTo(200);
        }
    }
}
