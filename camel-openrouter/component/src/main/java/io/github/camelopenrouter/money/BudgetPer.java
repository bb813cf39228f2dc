package io.github.camelopenrouter.money;

import io.github.camelopenrouter.client.CallFacts;

/** Who has a budget of its own. */
public enum BudgetPer {
    /** One budget for all calls. */
    all,
    /** One for each alias of a key; calls without an alias share one. */
    keyAlias,
    /** One for each route; calls that come from no route share one. */
    route,
    /** One for each tenant; calls without a tenant share one. */
    tenant;

    /** Who makes the call; null for nobody in particular. */
    String subject(CallFacts facts) {
        return switch (this) {
            case all -> null;
            case keyAlias -> facts.keyAlias();
            case route -> facts.routeId();
            case tenant -> facts.tenant();
        };
    }
}
