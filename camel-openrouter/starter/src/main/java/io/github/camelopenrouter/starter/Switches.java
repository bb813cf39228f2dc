package io.github.camelopenrouter.starter;

import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.core.env.Environment;

/** Whether the starter has to do with a component: the switches that Camel's own starters have. */
final class Switches {
    private Switches() {}

    static boolean isOn(Environment environment, String component) {
        return HierarchicalPropertiesEvaluator.evaluate(environment, "camel.component", "camel.component." + component)
                && HierarchicalPropertiesEvaluator.evaluate(
                        environment, "camel.component.customizer", "camel.component." + component + ".customizer");
    }
}
