package io.github.camelopenrouter.starter;

import java.util.Locale;

import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.core.env.Environment;

/** Whether the starter has to do with a component: the switches that Camel's own starters have. */
final class Switches {
    private Switches() {}

    static boolean isOn(Environment environment, String component) {
        // as Boot writes it: it finds the property in whatever way the name is written there
        String name = "camel.component." + component.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "");
        return HierarchicalPropertiesEvaluator.evaluate(environment, "camel.component", name)
                && HierarchicalPropertiesEvaluator.evaluate(
                        environment, "camel.component.customizer", name + ".customizer");
    }
}
