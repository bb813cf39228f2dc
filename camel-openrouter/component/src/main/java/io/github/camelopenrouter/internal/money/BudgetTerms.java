package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.store.BudgetStore;

/**
 * A budget, and how an endpoint spends from it.
 *
 * @param name of the budget: the same on every node of a cluster
 * @param limit as the option {@code budget} says it
 * @param per null for one account for all
 * @param store null for the component's own
 * @param reserve US dollars that are set aside for each call; null where they are estimated by price
 * @param failOpen whether a call is let through where the store cannot be asked
 */
public record BudgetTerms(
        String name, String limit, OpenRouterBudgetPer per, BudgetStore store, BigDecimal reserve, boolean failOpen) {}
