package io.github.camelopenrouter.internal.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.binding.OptionValue;
import io.github.camelopenrouter.internal.limits.CircuitSettings;
import io.github.camelopenrouter.internal.limits.Circuits;
import io.github.camelopenrouter.internal.limits.GateSettings;
import io.github.camelopenrouter.internal.limits.LimitParts;
import io.github.camelopenrouter.internal.money.BudgetTerms;

/** What the options say about limits, circuits and budgets: of a component, and of an endpoint beside its component. */
public final class PolicyOptions {
    private static final Duration YEAR = Duration.ofDays(365);

    private PolicyOptions() {}

    /**
     * Looks at all of them.
     *
     * @param shared options of the component
     * @throws IllegalArgumentException where an option has a value that it cannot have, would do nothing, or needs a library that is not
     *     there
     */
    public static void check(OpenRouterConfiguration options, OpenRouterConfiguration shared) {
        ownGate(options, shared);
        circuits(options);
        if (options.isCircuitBreaker()) {
            Circuits.require(PolicyOptions.class.getClassLoader());
        }
    }

    /**
     * What these options limit.
     *
     * @throws IllegalArgumentException where an option has a value that it cannot have
     */
    static GateSettings gate(OpenRouterConfiguration options) {
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
        return millis == 0 ? null : Duration.ofMillis(Math.min(millis, YEAR.toMillis()));
    }

    /**
     * What an endpoint limits beside its component: the options whose values differ.
     *
     * @throws IllegalArgumentException where an option has a value that it cannot have, or would do nothing
     */
    static GateSettings ownGate(OpenRouterConfiguration options, OpenRouterConfiguration shared) {
        gate(options);
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

    private static CircuitSettings circuits(OpenRouterConfiguration options) {
        return new CircuitSettings(
                options.getCircuitBreakerMinimumCalls(), Duration.ofMillis(options.getCircuitBreakerOpenDuration()));
    }

    /**
     * @return null where the option is off
     * @throws IllegalArgumentException where the library is missing, or an option has a value that it cannot have
     */
    static Circuits circuits(OpenRouterConfiguration options, LimitParts parts) {
        CircuitSettings settings = circuits(options);
        return options.isCircuitBreaker() ? Circuits.of(settings, parts) : null;
    }

    /** Whether both may share their circuits. */
    static boolean sameCircuits(OpenRouterConfiguration one, OpenRouterConfiguration other) {
        return one.isCircuitBreaker() == other.isCircuitBreaker()
                && one.getCircuitBreakerMinimumCalls() == other.getCircuitBreakerMinimumCalls()
                && one.getCircuitBreakerOpenDuration() == other.getCircuitBreakerOpenDuration()
                && Objects.equals(one.getBaseUrl(), other.getBaseUrl());
    }

    /**
     * Budgets of the component and of the endpoint, as far as there are any. Their names are the same on every node of a cluster.
     *
     * @param component its name
     * @param identity of the endpoint
     */
    static List<BudgetTerms> budgets(
            OpenRouterConfiguration options, OpenRouterConfiguration shared, String component, String identity) {
        List<BudgetTerms> budgets = new ArrayList<>(2);
        if (shared.getBudget() != null) {
            budgets.add(terms(component, shared, options));
        }
        boolean own = options.getBudget() != null
                && !(options.getBudget().equals(shared.getBudget()) && options.getBudgetPer() == shared.getBudgetPer());
        if (own) {
            budgets.add(terms(component + ":" + identity, options, options));
        }
        return budgets;
    }

    /**
     * @param owner whose budget it is
     * @param options of the endpoint that spends from it
     */
    private static BudgetTerms terms(String name, OpenRouterConfiguration owner, OpenRouterConfiguration options) {
        String reserve = options.getBudgetReserve();
        return new BudgetTerms(
                name,
                owner.getBudget(),
                owner.getBudgetPer(),
                owner.getBudgetStore(),
                reserve == null
                        ? null
                        : new BigDecimal(OptionValue.dollars().parse(reserve).toString()),
                options.isBudgetFailOpen());
    }
}
