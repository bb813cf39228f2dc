package io.github.camelopenrouter;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.limits.Breakers;
import io.github.camelopenrouter.internal.limits.KeyBlocks;
import io.github.camelopenrouter.internal.limits.LimitParts;

/**
 * What the option circuitBreaker switches on. Endpoints of a component share it as long as they talk to the same host with the
 * same options.
 *
 * @param keys keeps the calls of refused keys back
 * @param models keeps the calls of failing models back
 * @param states tells which models' circuits are not closed
 */
record Circuits(Admission keys, Admission models, States states) {
    private static final String LIBRARY = "io.github.resilience4j.circuitbreaker.CircuitBreaker";

    /** Asked for what JMX shows. */
    interface States {
        Map<String, String> get();
    }

    /**
     * @return null where the option is off
     * @throws IllegalArgumentException where the library is missing, or an option has a value that it cannot have
     */
    static Circuits of(OpenRouterConfiguration options, LimitParts parts) {
        check(options);
        if (!options.isCircuitBreaker()) {
            return null;
        }
        Duration open = Duration.ofMillis(options.getCircuitBreakerOpenDuration());
        Breakers models = new Breakers(options.getCircuitBreakerMinimumCalls(), open, parts);
        return new Circuits(new KeyBlocks(open, parts), models, models::states);
    }

    static void check(OpenRouterConfiguration options) {
        int calls = options.getCircuitBreakerMinimumCalls();
        if (calls < 1) {
            throw new IllegalArgumentException(
                    "The option circuitBreakerMinimumCalls must be at least 1, not " + calls);
        }
        long open = options.getCircuitBreakerOpenDuration();
        if (open < 1 || open > Duration.ofDays(365).toMillis()) {
            throw new IllegalArgumentException(
                    "The option circuitBreakerOpenDuration must be from 1 ms to a year, not " + open + " ms");
        }
        if (options.isCircuitBreaker()) {
            require(Circuits.class.getClassLoader());
        }
    }

    /** Nothing may load a class that names the library's types before this has been asked. */
    static void require(ClassLoader loader) {
        try {
            Class.forName(LIBRARY, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "The option circuitBreaker needs a library that is not there: add the dependency"
                            + " io.github.resilience4j:resilience4j-circuitbreaker",
                    e);
        }
    }

    static boolean same(OpenRouterConfiguration one, OpenRouterConfiguration other) {
        return one.isCircuitBreaker() == other.isCircuitBreaker()
                && one.getCircuitBreakerMinimumCalls() == other.getCircuitBreakerMinimumCalls()
                && one.getCircuitBreakerOpenDuration() == other.getCircuitBreakerOpenDuration()
                && Objects.equals(one.getBaseUrl(), other.getBaseUrl());
    }
}
