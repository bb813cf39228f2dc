package io.github.camelopenrouter.starter;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

/** Contexts as Boot makes them, with the starter and no more than it needs. */
final class Applications {
    static final String PREFIX = "camel.component.openrouter.";

    private Applications() {}

    static ApplicationContextRunner withStarter() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CamelAutoConfiguration.class, OpenRouterComponentAutoConfiguration.class));
    }

    static ApplicationContextRunner withVariables(Map<String, Object> variables) {
        return withStarter()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
    }

    static OpenRouterComponent component(ApplicationContext application, String name) {
        return application.getBean(CamelContext.class).getComponent(name, OpenRouterComponent.class);
    }

    static OpenRouterConfiguration options(ApplicationContext application) {
        return component(application, "openrouter").getConfiguration();
    }
}
