package io.github.camelopenrouter.starter;

import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sets the options of the component from the properties {@code camel.component.openrouter.*}, and those of further components from
 * {@code camel.component.openrouter-*}; a property that says nothing ends the start. Off with
 * {@code camel.component.openrouter.enabled=false}.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnBean(CamelAutoConfiguration.class)
@Import(NamedComponents.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class OpenRouterComponentAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ComponentCustomizer openRouterComponentCustomizer(
            ListableBeanFactory beans, ConfigurableEnvironment environment) {
        return new OptionsFromProperties(beans, environment);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ComponentCustomizer openRouterRateStoreCustomizer(ListableBeanFactory beans) {
        return new RateStoreByType(beans);
    }

    /** Camel finds it by its type. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ConfiguredComponents openRouterConfiguredComponents(
            ListableBeanFactory beans, ConfigurableEnvironment environment) {
        return new ConfiguredComponents(beans, environment);
    }
}
