package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.util.URISupport;

import io.github.camelopenrouter.client.Admission;
import io.github.camelopenrouter.client.AdmissionChain;
import io.github.camelopenrouter.limits.Gate;
import io.github.camelopenrouter.limits.GateSettings;
import io.github.camelopenrouter.limits.LimitParts;
import io.github.camelopenrouter.limits.RateStore;

/**
 * The conditions around each attempt of a started component and its endpoints: what a call is asked, and in which order. A limit
 * of the component holds for all its endpoints together; one that an endpoint sets for itself holds in addition. Thread-safe.
 */
final class Policies implements AutoCloseable {
    private final OpenRouterComponent component;
    private final OpenRouterConfiguration shared;
    private final Engine engine;
    private final LimitParts parts;
    private final GateSettings settings;
    private final Circuits circuits;
    private final Map<OpenRouterEndpoint, Own> endpoints = new ConcurrentHashMap<>();
    /** The component's own, once an endpoint has asked; null for none. */
    private volatile Gate gate;

    /**
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    Policies(OpenRouterComponent component, Engine engine) {
        this.component = component;
        this.shared = component.getConfiguration().copy();
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

    /** What belongs to one endpoint alone, and the whole stack that its calls pass. */
    private record Own(Gate gate, Circuits circuits, Admission stack) {}

    /** Asked before each attempt of this endpoint; null for nothing to ask. */
    Admission admission(OpenRouterEndpoint endpoint) {
        return own(endpoint).stack();
    }

    private Own own(OpenRouterEndpoint endpoint) {
        Own known = endpoints.get(endpoint);
        return known != null ? known : endpoints.computeIfAbsent(endpoint, this::create);
    }

    private Own create(OpenRouterEndpoint endpoint) {
        OpenRouterConfiguration options = endpoint.getConfiguration().copy();
        component.environment().fill(options);
        Gate own = gate(ownSettings(options, shared), options, name(endpoint));
        Circuits watched = Circuits.same(options, shared) ? circuits : Circuits.of(options, parts);
        return new Own(own, watched, AdmissionChain.of(stack(own, watched, endpoint, options)));
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

    /** The same on every node of a cluster that has the same route; the key, if it is in the URI, is not. */
    private static String name(OpenRouterEndpoint endpoint) {
        return URISupport.sanitizeUri(endpoint.getEndpointUri());
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
        Own own = endpoints.get(endpoint);
        return own == null ? LimitsView.NONE : LimitsView.of(own.gate(), own.circuits());
    }

    /** The endpoint has stopped: who still waits for its own limits is refused. */
    void forget(OpenRouterEndpoint endpoint) {
        Own own = endpoints.remove(endpoint);
        if (own != null && own.gate() != null) {
            own.gate().close();
        }
    }

    /** Refuses all who wait. */
    @Override
    public void close() {
        for (OpenRouterEndpoint endpoint : endpoints.keySet()) {
            forget(endpoint);
        }
        Gate own = gate;
        if (own != null) {
            own.close();
        }
    }
}
