package io.github.camelopenrouter;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;

/**
 * Sets the options of a configuration by their names, as Camel finds it by the name of its class: for a bean in YAML, XML or
 * properties, and for {@code camel.component.openrouter.configuration.*}. The values are checked as those of an endpoint are, whose
 * configurer does the work. Internal. Thread-safe.
 */
public final class OpenRouterConfigurationConfigurer implements PropertyConfigurer, PropertyConfigurerGetter {
    private static final OpenRouterEndpointConfigurer ENDPOINT = new OpenRouterEndpointConfigurer();
    private static final PropertyConfigurer CHECKED = CheckedConfigurer.around(ENDPOINT);

    /** An endpoint that is never used but to reach the options of its configuration. */
    static OpenRouterEndpoint holder(Object configuration) {
        return new OpenRouterEndpoint(
                "openrouter:completion", null, OpenRouterOperation.completion, (OpenRouterConfiguration) configuration);
    }

    @Override
    public boolean configure(CamelContext camelContext, Object target, String name, Object value, boolean ignoreCase) {
        return isOption(name) && CHECKED.configure(camelContext, holder(target), name, value, ignoreCase);
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return isOption(name) ? ENDPOINT.getOptionType(name, ignoreCase) : null;
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return ENDPOINT.getCollectionValueType(holder(target), name, ignoreCase);
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        return isOption(name) ? ENDPOINT.getOptionValue(holder(target), name, ignoreCase) : null;
    }

    private static boolean isOption(String name) {
        String known = Options.named(name);
        return known == null ? ENDPOINT.getOptionType(name, true) != null : Options.isOfConfiguration(known);
    }
}
