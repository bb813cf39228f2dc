package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.limits.Gate;
import io.github.camelopenrouter.internal.limits.GateSettings;
import io.github.camelopenrouter.internal.limits.LimitParts;
import io.github.camelopenrouter.internal.limits.RateStore;

/**
 * The conditions around each attempt of a started component and its endpoints: what a call is asked, and in which order. A limit
 * of the component holds for all its endpoints together; one that an endpoint sets for itself holds in addition. Thread-safe.
 */
final class Policies implements AutoCloseable {
    private static final int MOST_IDLE = 1_000;

    private final OpenRouterComponent component;
    private final OpenRouterConfiguration shared;
    private final Engine engine;
    private final LimitParts parts;
    private final GateSettings settings;
    private final Circuits circuits;
    private final Map<Same, EndpointPolicies> byEndpoint = new ConcurrentHashMap<>();
    /** Guards the counts in its values, too. */
    private final Map<String, EndpointPolicies> byIdentity = new HashMap<>();
    /** Those that nobody uses, the longest unused first; guarded like the rest. */
    private final Map<String, EndpointPolicies> idle = new LinkedHashMap<>();
    /** The component's own, once an endpoint has asked; null for none. */
    private volatile Gate gate;

    /**
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    Policies(OpenRouterComponent component, Engine engine) {
        this.component = component;
        this.shared = component.shared();
        this.engine = engine;
        this.parts = new LimitParts(engine.timer(), System::nanoTime);
        this.circuits = Circuits.of(shared, parts);
        this.settings = settings(shared);
    }

    /** Made late: a component that is added to a running context is started before it has its name, which names its rates. */
    private synchronized Gate gate() {
        if (gate == null) {
            gate = gate(settings, shared, component.name());
        }
        return gate;
    }

    /** Asked before each attempt of this endpoint. */
    Admission admission(OpenRouterEndpoint endpoint) {
        return of(endpoint);
    }

    private EndpointPolicies of(OpenRouterEndpoint endpoint) {
        EndpointPolicies known = byEndpoint.get(new Same(endpoint));
        if (known != null) {
            return known;
        }
        String identity = endpoint.identity();
        EndpointPolicies found;
        synchronized (byIdentity) {
            found = byIdentity.get(identity);
        }
        // made outside of the lock; where two make it at once, one of them has never been used
        return keep(endpoint, found != null ? found : create(endpoint, identity));
    }

    private EndpointPolicies keep(OpenRouterEndpoint endpoint, EndpointPolicies made) {
        synchronized (byIdentity) {
            EndpointPolicies kept = byIdentity.computeIfAbsent(made.identity(), identity -> made);
            if (endpoint.isStoppingOrStopped()) {
                // a producer may outlive its endpoint, which will not be forgotten a second time
                settle(kept);
            } else {
                kept.endpoints().add(endpoint);
                byEndpoint.put(new Same(endpoint), kept);
                idle.remove(kept.identity());
            }
            return kept;
        }
    }

    /** What counts for this identity now: usually the one at hand, unless it was forgotten between two attempts of a call. */
    EndpointPolicies present(EndpointPolicies at) {
        synchronized (byIdentity) {
            return byIdentity.computeIfAbsent(at.identity(), identity -> at);
        }
    }

    void entered(EndpointPolicies at) {
        synchronized (byIdentity) {
            at.calls(1);
            byIdentity.putIfAbsent(at.identity(), at);
            idle.remove(at.identity());
        }
    }

    void left(EndpointPolicies at) {
        synchronized (byIdentity) {
            at.calls(-1);
            settle(at);
        }
    }

    /** What nobody uses is kept for a while, as a rate has to remember its last minute; the longest unused goes first. */
    private void settle(EndpointPolicies at) {
        if (at.idle() && byIdentity.get(at.identity()) == at) {
            idle.put(at.identity(), at);
            if (idle.size() > MOST_IDLE) {
                String eldest = idle.keySet().iterator().next();
                idle.remove(eldest);
                byIdentity.remove(eldest);
            }
        }
    }

    private EndpointPolicies create(OpenRouterEndpoint endpoint, String identity) {
        OpenRouterConfiguration options = endpoint.effective();
        Gate own = gate(ownSettings(options, shared), options, component.name() + ":" + identity);
        Circuits watched = Circuits.same(options, shared) ? circuits : Circuits.of(options, parts);
        return new EndpointPolicies(this, identity, own, watched, stack(own, watched, endpoint, options));
    }

    /** The stack in its order: what refuses for free comes before what has to be paid back. What is off is not in it. */
    private List<Admission> stack(
            Gate own, Circuits watched, OpenRouterEndpoint endpoint, OpenRouterConfiguration options) {
        List<Admission> stack = new ArrayList<>();
        add(stack, own);
        add(stack, gate());
        if (watched != null) {
            add(stack, watched.keys());
            add(stack, watched.models());
        }
        stack.addAll(component.treasury().budgets(endpoint, shared));
        stack.add(component.treasury().ledger(options, shared));
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
                        settings, new RateStore(options.getRateLimitStore(), name, engine.readers(), parts), parts);
    }

    private static GateSettings settings(OpenRouterConfiguration options) {
        return new GateSettings(
                options.getMaxInFlight(),
                options.isAdaptiveConcurrency(),
                options.getRequestsPerMinute(),
                options.getTokensPerMinute(),
                options.getMaxQueued(),
                queueTimeout(options));
    }

    private static Duration queueTimeout(OpenRouterConfiguration options) {
        long millis = options.getQueueTimeout();
        if (millis < 0) {
            throw new IllegalArgumentException("The option queueTimeout must be at least 0, not " + millis);
        }
        // more than a year is as good as for ever, and would overflow when counted in nanoseconds
        return millis == 0
                ? null
                : Duration.ofMillis(Math.min(millis, Duration.ofDays(365).toMillis()));
    }

    /**
     * What an endpoint limits beside its component: the options whose values differ.
     *
     * @throws IllegalArgumentException where an option has a value that it cannot have, or would do nothing
     */
    static GateSettings ownSettings(OpenRouterConfiguration options, OpenRouterConfiguration shared) {
        settings(options);
        boolean inFlight = !Objects.equals(options.getMaxInFlight(), shared.getMaxInFlight());
        boolean requests = !Objects.equals(options.getRequestsPerMinute(), shared.getRequestsPerMinute());
        boolean tokens = !Objects.equals(options.getTokensPerMinute(), shared.getTokensPerMinute());
        Integer maxInFlight = inFlight ? options.getMaxInFlight() : null;
        if (options.isAdaptiveConcurrency() && !shared.isAdaptiveConcurrency() && maxInFlight == null) {
            throw new IllegalArgumentException(
                    "The option adaptiveConcurrency of an endpoint needs a maxInFlight of its own;"
                            + " to let that of the component adapt, set adaptiveConcurrency on the component");
        }
        GateSettings own = new GateSettings(
                maxInFlight,
                options.isAdaptiveConcurrency() && maxInFlight != null,
                requests ? options.getRequestsPerMinute() : null,
                tokens ? options.getTokensPerMinute() : null,
                options.getMaxQueued(),
                queueTimeout(options));
        boolean queue = options.getMaxQueued() != shared.getMaxQueued()
                || options.getQueueTimeout() != shared.getQueueTimeout();
        if (queue && !own.limits()) {
            throw new IllegalArgumentException(
                    "The options maxQueued and queueTimeout of an endpoint belong to a limit of its"
                            + " own: set maxInFlight, requestsPerMinute or tokensPerMinute beside them, or set them on the component");
        }
        return own;
    }

    /** What is to be seen of what all endpoints share. */
    LimitsView view() {
        return LimitsView.of(gate, circuits);
    }

    /** What is to be seen of the endpoint's own limits, and of the circuits that its calls pass. */
    LimitsView view(OpenRouterEndpoint endpoint) {
        EndpointPolicies own = byEndpoint.get(new Same(endpoint));
        return own == null ? LimitsView.NONE : LimitsView.of(own.gate(), own.circuits());
    }

    /**
     * Camel has forgotten this object. What its calls hold, and what they wait for, stays theirs until they end; the stop of a route, of
     * the component or of the context ends them.
     */
    void forget(OpenRouterEndpoint endpoint) {
        synchronized (byIdentity) {
            EndpointPolicies own = byEndpoint.remove(new Same(endpoint));
            if (own != null) {
                own.endpoints().remove(endpoint);
                settle(own);
            }
        }
    }

    private List<EndpointPolicies> all() {
        synchronized (byIdentity) {
            return List.copyOf(byIdentity.values());
        }
    }

    private List<Gate> gates() {
        List<Gate> gates = new ArrayList<>();
        for (EndpointPolicies own : all()) {
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
    long calls() {
        synchronized (byIdentity) {
            return byIdentity.values().stream()
                    .mapToLong(EndpointPolicies::calls)
                    .sum();
        }
    }

    /** Places in flight that are held in all gates together. */
    long permits() {
        return gates().stream().mapToLong(Gate::inFlight).sum();
    }

    /** Attempts that wait in all gates together. */
    long queued() {
        return gates().stream().mapToLong(Gate::queued).sum();
    }

    /** Endpoints of which anything is known, used or not. */
    int endpoints() {
        return all().size();
    }

    /** Refuses all who wait. */
    @Override
    public void close() {
        gates().forEach(Gate::close);
    }

    /** An object, and not what it is equal to: endpoints are equal by their URIs. */
    private static final class Same {
        private final OpenRouterEndpoint endpoint;

        Same(OpenRouterEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.endpoint == endpoint;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(endpoint);
        }
    }
}
