package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/** Has the components made before any route is, so that what is wrong with their properties ends the start. */
final class ConfiguredComponents extends LifecycleStrategySupport {
    private final ListableBeanFactory beans;
    private final ConfigurableEnvironment environment;

    ConfiguredComponents(ListableBeanFactory beans, ConfigurableEnvironment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public void onContextInitializing(CamelContext context) {
        Set<String> names = ComponentNames.all(beans);
        refuseOthers(names);
        for (String name : names) {
            boolean configured = !ComponentSettings.of(name, names, environment).isEmpty();
            if (configured && Switches.isOn(environment, name)) {
                context.getComponent(name);
            }
        }
    }

    /** Names that begin as ours do, and of which there is no component. */
    private void refuseOthers(Set<String> names) {
        List<Problem> problems = new ArrayList<>();
        for (GivenProperty given : GivenProperty.all(environment)) {
            String name = given.path().get(0);
            String uniform = KnownOptions.uniform(name);
            boolean ours =
                    names.stream().anyMatch(known -> KnownOptions.uniform(known).equals(uniform));
            if (!given.variable()
                    && !ours
                    && uniform.startsWith(ComponentNames.FIRST)
                    && Switches.isOn(environment, name)) {
                problems.add(Problem.of(
                        given,
                        "There is no component named " + name,
                        "The component is named openrouter; a further one that properties make is named openrouter-"
                                + " and something, and any other is a bean."));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidPropertiesException(problems);
        }
    }
}
