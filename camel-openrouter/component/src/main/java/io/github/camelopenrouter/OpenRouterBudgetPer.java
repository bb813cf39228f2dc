package io.github.camelopenrouter;

/** Who has a budget of its own. */
public enum OpenRouterBudgetPer {
    /** One budget for all calls. */
    all,
    /** One for each alias of a key; calls without an alias share one. */
    keyAlias,
    /** One for each route; calls that come from no route share one. */
    route,
    /** One for each tenant; calls without a tenant share one. */
    tenant
}
