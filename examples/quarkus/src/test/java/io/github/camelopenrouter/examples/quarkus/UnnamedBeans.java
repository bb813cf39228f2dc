package io.github.camelopenrouter.examples.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;
import io.quarkus.arc.Unremovable;

/** What {@link BeansByTypeTest} finds taken without a word of the configuration; only its profile has them. */
@Alternative
@Dependent
class UnnamedBeans {
    // tag::unnamed[]
    @Produces
    @ApplicationScoped
    @Unremovable
    ApiKeyProvider keys() {
        return alias -> "key-of-" + alias;
    }

    @Produces
    @Singleton
    @Unremovable
    Ledger ledger() {
        return new InMemoryLedger();
    }
    // end::unnamed[]
}
