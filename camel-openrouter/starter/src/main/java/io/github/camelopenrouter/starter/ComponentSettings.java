package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.env.ConfigurableEnvironment;

/** What properties say about one component. */
final class ComponentSettings {
    private final KnownOptions options;
    private final String component;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, GivenProperty> seen = new HashMap<>();

    private ComponentSettings(String component, KnownOptions options) {
        this.component = component;
        this.options = options;
    }

    static ComponentSettings of(String component, ConfigurableEnvironment environment, KnownOptions options) {
        ComponentSettings settings = new ComponentSettings(component, options);
        for (GivenProperty given : GivenProperty.all(environment)) {
            PlacedProperty placed = PlacedProperty.of(given, component, options);
            if (placed != null && !placed.isSwitch()) {
                settings.add(placed);
            }
        }
        return settings;
    }

    private void add(PlacedProperty placed) {
        KnownOption option = placed.option();
        if (option == null || !option.map() && !placed.below().stream().allMatch(ComponentSettings::isIndex)) {
            problems.add(unknown(placed));
            return;
        }
        settings.computeIfAbsent(option.name(), name -> new Setting(option)).add(placed, problems);
    }

    private static boolean isIndex(String part) {
        return !part.isEmpty() && part.length() < 6 && part.chars().allMatch(Character::isDigit);
    }

    private Problem unknown(PlacedProperty placed) {
        String remedy = options.nearest(placed.word())
                .map(near -> "Did you mean camel.component." + component + "." + KnownOptions.kebab(near.name()) + "?")
                .orElse("The options are listed in the reference of camel-openrouter.");
        return Problem.of(placed.given(), "The component has no such option", remedy);
    }

    /** Whether nothing is said. */
    boolean isEmpty() {
        return settings.isEmpty() && problems.isEmpty();
    }

    List<Problem> problems() {
        return problems;
    }

    Iterable<Setting> settings() {
        return settings.values();
    }
}
