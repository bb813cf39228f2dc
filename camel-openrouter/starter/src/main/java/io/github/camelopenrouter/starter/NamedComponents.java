package io.github.camelopenrouter.starter;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.github.camelopenrouter.OpenRouterComponent;

/** Makes a component of each name {@code openrouter-*} that properties give options to, unless there is a bean of that name. */
final class NamedComponents implements ImportBeanDefinitionRegistrar, EnvironmentAware {
    private ConfigurableEnvironment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = (ConfigurableEnvironment) environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : ComponentNames.further(environment)) {
            if (!registry.containsBeanDefinition(name) && Switches.isOn(environment, name)) {
                RootBeanDefinition definition = new RootBeanDefinition(OpenRouterComponent.class);
                definition.setInstanceSupplier(OpenRouterComponent::new);
                // whoever injects a component by its type means none of several
                definition.setDefaultCandidate(false);
                // Camel stops it
                definition.setDestroyMethodName("");
                registry.registerBeanDefinition(name, definition);
            }
        }
    }
}
