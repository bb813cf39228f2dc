package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.camelopenrouter.OpenRouterComponent;

/** Sets the options of each component before Camel looks for beans for it, and before it starts. */
final class OptionsFromProperties implements ComponentCustomizer {
    private final ConfigurableEnvironment environment;

    OptionsFromProperties(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return target instanceof OpenRouterComponent && Switches.isOn(environment, name);
    }

    @Override
    public void configure(String name, Component target) {
        ComponentSettings settings = ComponentSettings.of(name, environment, KnownOptions.load());
        List<Problem> problems = new ArrayList<>(settings.problems());
        for (Setting setting : settings.settings()) {
            Problem problem = set((OpenRouterComponent) target, setting);
            if (problem != null) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidPropertiesException(problems);
        }
    }

    private static Problem set(OpenRouterComponent component, Setting setting) {
        String option = setting.option().name();
        Object value = setting.value();
        if (value == null) {
            return null;
        }
        try {
            CamelContext context = component.getCamelContext();
            if (value instanceof String text) {
                PropertyBindingSupport.build()
                        .withCamelContext(context)
                        .withTarget(component)
                        .withConfigurer(component.getComponentPropertyConfigurer())
                        .withMandatory(true)
                        .withProperty(option, text)
                        .bind();
            } else {
                component.getComponentPropertyConfigurer().configure(context, component, option, value, false);
            }
            return null;
        } catch (PropertyBindingException | IllegalArgumentException | IllegalStateException e) {
            return Problem.of(setting.named(), reason(setting.option(), e), null);
        }
    }

    /** What the component itself says; what others say may repeat the value. */
    private static String reason(KnownOption option, Throwable failure) {
        Throwable said = failure;
        while (said instanceof PropertyBindingException && said.getCause() != null) {
            said = said.getCause();
        }
        String message = said.getMessage();
        boolean own = message != null && message.startsWith("The option ");
        if (own || !option.secret() && message != null && !(said instanceof PropertyBindingException)) {
            return message;
        }
        return "The option " + option.name() + " cannot have this value";
    }
}
