package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.env.ConfigurableEnvironment;

/** What properties say about one component. */
final class ComponentSettings {
    private final String component;
    private final KnownOptions options;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private ComponentSettings(String component, KnownOptions options) {
        this.component = component;
        this.options = options;
    }

    /** @param names of all components: a variable of the environment that is an option of one of them is no mistake of another */
    static ComponentSettings of(String component, Collection<String> names, ConfigurableEnvironment environment) {
        KnownOptions options = KnownOptions.ofComponent();
        ComponentSettings settings = new ComponentSettings(component, options);
        for (GivenProperty given : GivenProperty.all(environment)) {
            PlacedProperty placed = PlacedProperty.of(given, component, options);
            if (placed != null && !placed.isSwitch() && !(given.variable() && isOfLonger(placed, component, names))) {
                settings.add(placed);
            }
        }
        return settings;
    }

    /** Whether the variable begins with the name of another component that begins with this one's. */
    private static boolean isOfLonger(PlacedProperty placed, String component, Collection<String> names) {
        return names.stream()
                .filter(name -> name.length() > component.length())
                .anyMatch(name -> PlacedProperty.of(placed.given(), name, KnownOptions.NONE) != null);
    }

    private void add(PlacedProperty placed) {
        KnownOption option = placed.option();
        if (option == null || !option.map() && !isElement(placed.below())) {
            problems.add(unknown(placed));
            return;
        }
        settings.computeIfAbsent(option.name(), name -> new Setting(option)).add(placed, problems);
    }

    /** Whether it is the option itself, or {@code [0]} and so on. */
    private static boolean isElement(List<String> below) {
        return below.isEmpty() || below.size() == 1 && below.get(0).matches("\\d{1,5}");
    }

    private Problem unknown(PlacedProperty placed) {
        String remedy = options.nearest(placed.word())
                .map(near -> "Did you mean camel.component." + component + "." + KnownOptions.kebab(near.name()) + "?")
                .orElse("The reference of camel-openrouter lists the options.");
        return Problem.of(placed.given(), "The component has no such option", remedy);
    }

    /** Whether nothing is said. */
    boolean isEmpty() {
        return settings.isEmpty() && problems.isEmpty();
    }

    List<Problem> problems() {
        return problems;
    }

    Collection<Setting> settings() {
        return settings.values();
    }
}
