package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;

import io.github.camelopenrouter.client.Admission;
import io.github.camelopenrouter.client.AdmissionChain;

/** What every call of an endpoint has to pass. */
final class Policies {
    private Policies() {}

    /** The stack in order: what is off is not in it, and what refuses for free comes before what has to be paid back. */
    static Admission stack(OpenRouterEndpoint endpoint, OpenRouterConfiguration effective) {
        Treasury treasury = endpoint.getComponent().treasury();
        List<Admission> stack = new ArrayList<>();
        stack.addAll(treasury.budgets(endpoint, effective));
        stack.add(treasury.ledger(effective));
        return AdmissionChain.of(stack);
    }
}
