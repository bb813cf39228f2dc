package io.github.camelopenrouter.internal.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.limits.Circuits;
import io.github.camelopenrouter.internal.limits.Gate;
import io.github.camelopenrouter.internal.limits.GateSettings;
import io.github.camelopenrouter.internal.limits.LimitParts;
import io.github.camelopenrouter.internal.limits.LimitsView;
import io.github.camelopenrouter.internal.limits.SharedRates;
import io.github.camelopenrouter.internal.money.BudgetTerms;
import io.github.camelopenrouter.internal.money.Budgets;

/**
 * The conditions around each attempt of a started component and its endpoints: what a call is asked, and in which order. A limit
 * of the component holds for all its endpoints together; one that an endpoint sets for itself holds in addition. Thread-safe.
 */
public final class AdmissionStacks implements AutoCloseable {
    private static final int MOST_IDLE = 1_000;

    private final ComponentRuntime runtime;
    private final OpenRouterConfiguration shared;
    private final Engine engine;
    private final LimitParts parts;
    private final GateSettings settings;
    private final Circuits circuits;
    private final Map<EndpointTerms, EndpointAdmissions> byEndpoint = new ConcurrentHashMap<>();
    /** Guards the counts in its values, too. */
    private final Map<String, EndpointAdmissions> byIdentity = new HashMap<>();
    /** Those that nobody uses, the longest unused first; guarded like the rest. */
    private final Map<String, EndpointAdmissions> idle = new LinkedHashMap<>();
    /** The component's own, once an endpoint has asked; null for none. */
    private volatile Gate gate;

    /**
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    AdmissionStacks(ComponentRuntime runtime, Engine engine) {
        this.runtime = runtime;
        this.shared = runtime.shared();
        this.engine = engine;
        this.parts = new LimitParts(engine.timer(), System::nanoTime);
        this.circuits = PolicyOptions.circuits(shared, parts);
        this.settings = PolicyOptions.gate(shared);
    }

    /** Made late: a component that is added to a running context is started before it has its name, which names its rates. */
    private synchronized Gate gate() {
        if (gate == null) {
            gate = gate(settings, shared, runtime.name());
        }
        return gate;
    }

    /** Asked before each attempt of this endpoint. */
    public Admission admission(EndpointTerms endpoint) {
        return of(endpoint);
    }

    private EndpointAdmissions of(EndpointTerms endpoint) {
        EndpointAdmissions known = byEndpoint.get(endpoint);
        if (known != null) {
            return known;
        }
        String identity = endpoint.identity();
        EndpointAdmissions found;
        synchronized (byIdentity) {
            found = byIdentity.get(identity);
        }
        // made outside of the lock; where two make it at once, one of them has never been used
        return keep(endpoint, found != null ? found : create(endpoint, identity));
    }

    private EndpointAdmissions keep(EndpointTerms endpoint, EndpointAdmissions made) {
        synchronized (byIdentity) {
            EndpointAdmissions kept = byIdentity.computeIfAbsent(made.identity(), identity -> made);
            if (endpoint.endpoint().isStoppingOrStopped()) {
                // a producer may outlive its endpoint, which will not be forgotten a second time
                settle(kept);
            } else {
                kept.endpoints().add(endpoint);
                byEndpoint.put(endpoint, kept);
                idle.remove(kept.identity());
            }
            return kept;
        }
    }

    /** What counts for this identity now: usually the one at hand, unless it was forgotten between two attempts of a call. */
    EndpointAdmissions present(EndpointAdmissions at) {
        synchronized (byIdentity) {
            return byIdentity.computeIfAbsent(at.identity(), identity -> at);
        }
    }

    void entered(EndpointAdmissions at) {
        synchronized (byIdentity) {
            at.calls(1);
            byIdentity.putIfAbsent(at.identity(), at);
            idle.remove(at.identity());
        }
    }

    void left(EndpointAdmissions at) {
        synchronized (byIdentity) {
            at.calls(-1);
            settle(at);
        }
    }

    /** What nobody uses is kept for a while, as a rate has to remember its last minute; the longest unused goes first. */
    private void settle(EndpointAdmissions at) {
        if (at.idle() && byIdentity.get(at.identity()) == at) {
            idle.put(at.identity(), at);
            if (idle.size() > MOST_IDLE) {
                String eldest = idle.keySet().iterator().next();
                idle.remove(eldest);
                byIdentity.remove(eldest);
            }
        }
    }

    private EndpointAdmissions create(EndpointTerms endpoint, String identity) {
        OpenRouterConfiguration options = endpoint.options();
        Gate own = gate(PolicyOptions.ownGate(options, shared), options, runtime.name() + ":" + identity);
        Circuits watched =
                PolicyOptions.sameCircuits(options, shared) ? circuits : PolicyOptions.circuits(options, parts);
        return new EndpointAdmissions(this, identity, own, watched, stack(own, watched, identity, options));
    }

    /** The stack in its order: what refuses for free comes before what has to be paid back. What is off is not in it. */
    private List<Admission> stack(Gate own, Circuits watched, String identity, OpenRouterConfiguration options) {
        List<Admission> stack = new ArrayList<>();
        add(stack, own);
        add(stack, gate());
        if (watched != null) {
            add(stack, watched.keys());
            add(stack, watched.models());
        }
        Budgets budgets = runtime.budgets();
        ServiceLookups service = new ServiceLookups(runtime, options);
        for (BudgetTerms terms : PolicyOptions.budgets(options, shared, runtime.name(), identity)) {
            stack.add(budgets.admission(terms, service));
        }
        // costs are looked up only for those who asked for money to be watched: it takes further requests
        boolean asks = options.getLedger() != null || options.getBudget() != null || shared.getBudget() != null;
        stack.add(budgets.ledger(options.getLedger(), asks ? service : null));
        return stack;
    }

    private static void add(List<Admission> stack, Admission policy) {
        if (policy != null) {
            stack.add(policy);
        }
    }

    private Gate gate(GateSettings settings, OpenRouterConfiguration options, String name) {
        if (!settings.limits()) {
            return null;
        }
        return options.getRateLimitStore() == null
                ? Gate.local(settings, parts)
                : Gate.shared(
                        settings, new SharedRates(options.getRateLimitStore(), name, engine.readers(), parts), parts);
    }

    /** What is to be seen of what all endpoints share. */
    LimitsView view() {
        return LimitsView.of(gate, circuits);
    }

    /** What is to be seen of the endpoint's own limits, and of the circuits that its calls pass. */
    LimitsView view(EndpointTerms endpoint) {
        EndpointAdmissions own = byEndpoint.get(endpoint);
        return own == null ? LimitsView.NONE : LimitsView.of(own.gate(), own.circuits());
    }

    /**
     * Camel has forgotten this object. What its calls hold, and what they wait for, stays theirs until they end; the stop of a route, of
     * the component or of the context ends them.
     */
    void forget(EndpointTerms endpoint) {
        synchronized (byIdentity) {
            EndpointAdmissions own = byEndpoint.remove(endpoint);
            if (own != null) {
                own.endpoints().remove(endpoint);
                settle(own);
            }
        }
    }

    private List<EndpointAdmissions> all() {
        synchronized (byIdentity) {
            return List.copyOf(byIdentity.values());
        }
    }

    private List<Gate> gates() {
        List<Gate> gates = new ArrayList<>();
        for (EndpointAdmissions own : all()) {
            if (own.gate() != null) {
                gates.add(own.gate());
            }
        }
        Gate own = gate;
        if (own != null) {
            gates.add(own);
        }
        return gates;
    }

    /** Attempts of all endpoints that wait to be let through or run, whether anything limits them or not. */
    public long calls() {
        synchronized (byIdentity) {
            return byIdentity.values().stream()
                    .mapToLong(EndpointAdmissions::calls)
                    .sum();
        }
    }

    /** Places in flight that are held in all gates together. */
    public long permits() {
        return gates().stream().mapToLong(Gate::inFlight).sum();
    }

    /** Attempts that wait in all gates together. */
    public long queued() {
        return gates().stream().mapToLong(Gate::queued).sum();
    }

    /** Endpoints of which anything is known, used or not. */
    public int endpoints() {
        return all().size();
    }

    /** Refuses all who wait. */
    @Override
    public void close() {
        gates().forEach(Gate::close);
    }
}
