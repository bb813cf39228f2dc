package io.github.camelopenrouter;

import java.util.Map;
import java.util.function.Function;

import org.apache.camel.CamelContext;
import org.apache.camel.util.StringHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices properties of the component that nobody has set on it. Camel Main and Quarkus do that by themselves; Spring Boot does it
 * with the starter only, and would otherwise be silent.
 */
final class UnreadProperties {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadProperties.class);

    /** Those that hardly an application is without. */
    private static final Map<String, Function<OpenRouterConfiguration, String>> TELLING = Map.of(
            "apiKey", OpenRouterConfiguration::getApiKey,
            "baseUrl", OpenRouterConfiguration::getBaseUrl,
            "model", OpenRouterConfiguration::getModel);

    private UnreadProperties() {}

    static void warn(CamelContext context, String component, OpenRouterConfiguration configuration) {
        String usual = new OpenRouterConfiguration().getBaseUrl();
        TELLING.forEach((option, getter) -> {
            String set = getter.apply(configuration);
            if (set != null && !set.equals(usual)) {
                return;
            }
            for (String name : new String[] {StringHelper.camelCaseToDash(option), option}) {
                String property = "camel.component." + component + "." + name;
                String said = value(context, property);
                if (said != null && !said.isBlank() && !said.equals(set)) {
                    LOG.warn(
                            "The property {} is set, and nobody has set the option {} of the component {}: in Spring"
                                    + " Boot, add camel-openrouter-starter",
                            property,
                            option,
                            component);
                    return;
                }
            }
        });
    }

    /** Null where it is not there. Asked as a placeholder, which is how Spring's properties are found, too. */
    private static String value(CamelContext context, String property) {
        try {
            return context.resolvePropertyPlaceholders("{{?" + property + "}}");
        } catch (IllegalArgumentException e) {
            // it is there, but not what it refers to; whoever reads it will be told
            return null;
        }
    }
}
