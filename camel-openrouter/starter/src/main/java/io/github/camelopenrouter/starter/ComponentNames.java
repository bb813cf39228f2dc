package io.github.camelopenrouter.starter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.camelopenrouter.OpenRouterComponent;

/** Which components there are to be configured. */
final class ComponentNames {
    /** The one that is there without a word. */
    static final String FIRST = "openrouter";

    private static final String PREFIX = FIRST + "-";

    private ComponentNames() {}

    /** Those that properties alone make. */
    static Set<String> further(ConfigurableEnvironment environment) {
        Set<String> names = new TreeSet<>();
        for (GivenProperty given : GivenProperty.all(environment)) {
            String name = given.path().get(0);
            if (!given.variable() && name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                names.add(name);
            }
        }
        return names;
    }

    /** All of them. */
    static Set<String> all(ListableBeanFactory beans) {
        Set<String> names = new TreeSet<>(Arrays.asList(beans.getBeanNamesForType(OpenRouterComponent.class)));
        names.add(FIRST);
        return names;
    }
}
