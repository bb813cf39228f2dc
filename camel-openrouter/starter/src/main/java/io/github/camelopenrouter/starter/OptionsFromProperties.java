package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.camelopenrouter.OpenRouterComponent;

/** Sets the options of each component before it starts. */
final class OptionsFromProperties implements ComponentCustomizer {
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{([^{}]*)}");

    private final ListableBeanFactory beans;
    private final ConfigurableEnvironment environment;

    OptionsFromProperties(ListableBeanFactory beans, ConfigurableEnvironment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return target instanceof OpenRouterComponent && Switches.isOn(environment, name);
    }

    @Override
    public void configure(String name, Component target) {
        OpenRouterComponent component = (OpenRouterComponent) target;
        ComponentSettings settings = ComponentSettings.of(name, ComponentNames.all(beans), environment);
        List<Problem> problems = new ArrayList<>(settings.problems());
        // the option that replaces all others comes first
        settings.settings().stream()
                .sorted((one, other) -> Boolean.compare(other.isConfiguration(), one.isConfiguration()))
                .forEach(setting -> {
                    Problem problem = set(component, setting);
                    if (problem != null) {
                        problems.add(problem);
                    }
                });
        if (!problems.isEmpty()) {
            throw new InvalidPropertiesException(problems);
        }
    }

    private static Problem set(OpenRouterComponent component, Setting setting) {
        KnownOption option = setting.option();
        Object given = setting.value();
        if (given instanceof String text) {
            Matcher unresolved = UNRESOLVED.matcher(text);
            if (unresolved.matches()) {
                String name = unresolved.group(1);
                return Problem.of(
                        setting.named(),
                        "Nothing says what ${" + name + "} is",
                        "Set " + name + ", or write ${" + name + ":} for nothing.");
            }
        }
        Object value;
        try {
            value = resolved(component.getCamelContext(), given);
        } catch (IllegalArgumentException e) {
            String what = option.secret() ? "Nothing says what a {{placeholder}} in it is" : e.getMessage();
            return Problem.of(setting.named(), what, null);
        }
        try {
            if (value != null && !value.equals("")) {
                set(component, option, value);
            }
            return null;
        } catch (PropertyBindingException | IllegalArgumentException | IllegalStateException e) {
            return Problem.of(setting.named(), reason(option, e), null);
        }
    }

    private static void set(OpenRouterComponent component, KnownOption option, Object value) {
        CamelContext context = component.getCamelContext();
        PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
        Object read = value instanceof String text ? option.read(text) : value;
        if (read instanceof String text && text.startsWith("#") && !text.startsWith("#bean:")) {
            // what Camel makes or finds otherwise
            PropertyBindingSupport.build()
                    .withCamelContext(context)
                    .withTarget(component)
                    .withConfigurer(configurer)
                    .withMandatory(true)
                    .withProperty(option.name(), text)
                    .bind();
        } else {
            configurer.configure(context, component, option.name(), read, false);
        }
    }

    /** The same with what stands for Camel's own placeholders in it. */
    private static Object resolved(CamelContext context, Object value) {
        if (value instanceof String text) {
            return context.resolvePropertyPlaceholders(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> resolved(context, element)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(key, resolved(context, element)));
            return copy;
        }
        return value;
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
