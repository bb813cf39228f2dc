package io.github.camelopenrouter.starter;

import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;

/**
 * The only bean that is a store of rates by text is the component's, unless it has one. Spring alone can tell: elsewhere a bean's type
 * does not say what its keys are.
 */
final class RateStoreByType implements ComponentCustomizer {
    private static final Logger LOG = LoggerFactory.getLogger(RateStoreByType.class);

    private static final ResolvableType STORE = ResolvableType.forClassWithGenerics(ProxyManager.class, String.class);

    private final ListableBeanFactory beans;

    RateStoreByType(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** After the properties. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return target instanceof OpenRouterComponent
                && target.isAutowiredEnabled()
                && target.getCamelContext().isAutowiredEnabled();
    }

    @Override
    public void configure(String name, Component target) {
        OpenRouterConfiguration options = ((OpenRouterComponent) target).getConfiguration();
        if (options.getRateLimitStore() != null) {
            return;
        }
        ProxyManager<String> store =
                beans.<ProxyManager<String>>getBeanProvider(STORE).getIfUnique();
        options.setRateLimitStore(store);
        String[] names = store == null ? beans.getBeanNamesForType(STORE) : new String[0];
        if (names.length > 1) {
            LOG.warn(
                    "The option rateLimitStore says nothing and takes none of the beans {}: name one of them, as in"
                            + " camel.component.{}.rate-limit-store={}",
                    String.join(", ", names),
                    name,
                    names[0]);
        }
    }
}
