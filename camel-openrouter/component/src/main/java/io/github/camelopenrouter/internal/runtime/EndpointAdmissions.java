package io.github.camelopenrouter.internal.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.AdmissionChain;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.limits.Circuits;
import io.github.camelopenrouter.internal.limits.Gate;

/**
 * What one endpoint limits for itself, and all that its calls pass. It belongs to the identity of the endpoint and not to the object:
 * Camel may forget an object while its calls run or wait, and make another of the same URI, whose calls meet the same limits.
 * Thread-safe.
 */
final class EndpointAdmissions implements Admission {
    private final AdmissionStacks policies;
    private final String identity;
    private final Gate gate;
    private final Circuits circuits;
    private final Admission stack;
    private final Permit counted;
    private final boolean anywhere;

    // guarded by the policies, which keep it as long as there is one of these
    private final Set<EndpointTerms> endpoints = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private int calls;

    /**
     * @param gate the endpoint's own; null for none
     * @param circuits that its calls pass; null for none
     * @param stack what each of its attempts passes, in this order
     */
    EndpointAdmissions(AdmissionStacks policies, String identity, Gate gate, Circuits circuits, List<Admission> stack) {
        this.policies = policies;
        this.identity = identity;
        this.gate = gate;
        this.circuits = circuits;
        this.counted = result -> policies.left(this);
        List<Admission> all = new ArrayList<>(stack.size() + 1);
        // ended last
        all.add(this::count);
        all.addAll(stack);
        this.stack = AdmissionChain.of(all);
        this.anywhere = this.stack.endsAnywhere();
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        return policies.present(this).stack.ask(facts);
    }

    @Override
    public boolean endsAnywhere() {
        return anywhere;
    }

    /** From here to its end an attempt needs what belongs to its endpoint, whatever becomes of the object. */
    private CompletableFuture<Permit> count(CallFacts facts) {
        policies.entered(this);
        return CompletableFuture.completedFuture(counted);
    }

    String identity() {
        return identity;
    }

    Gate gate() {
        return gate;
    }

    Circuits circuits() {
        return circuits;
    }

    /** Objects of this endpoint that Camel has not forgotten. */
    Set<EndpointTerms> endpoints() {
        return endpoints;
    }

    /** Attempts that wait or run. */
    int calls() {
        return calls;
    }

    void calls(int change) {
        calls += change;
    }

    /** Whether nobody has a use for it at the moment. */
    boolean idle() {
        return calls == 0 && endpoints.isEmpty();
    }
}
