package io.github.camelopenrouter.examples.quarkus;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;

/** What {@link ConfigurationTest} refers to; only its profile has them. */
@Alternative
@Dependent
class NamedBeans {
    @Produces
    @Singleton
    @Named("vault")
    ApiKeyProvider keys() {
        return alias -> "key-of-a-bean";
    }

    @Produces
    @Singleton
    @Named("budgets")
    BudgetStore budgets() {
        return new InMemoryBudgetStore();
    }

    @Produces
    @Singleton
    @Named("books")
    Ledger books() {
        return new InMemoryLedger();
    }
}
