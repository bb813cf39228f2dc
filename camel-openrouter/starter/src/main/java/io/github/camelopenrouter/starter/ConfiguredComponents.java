package io.github.camelopenrouter.starter;

import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.camelopenrouter.OpenRouterComponent;

/** Has the components made before any route starts, so that what is wrong with their properties ends the start. */
final class ConfiguredComponents extends LifecycleStrategySupport {
    private final ConfigurableEnvironment environment;

    ConfiguredComponents(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void onContextStarting(CamelContext context) {
        if (Switches.isOn(environment, NamedComponents.FIRST)
                && !ComponentSettings.of(NamedComponents.FIRST, environment, KnownOptions.load())
                        .isEmpty()) {
            context.getComponent(NamedComponents.FIRST);
        }
        for (String name : context.getRegistry()
                .findByTypeWithName(OpenRouterComponent.class)
                .keySet()) {
            context.getComponent(name);
        }
    }
}
