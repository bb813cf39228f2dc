package io.github.camelopenrouter;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Camel's circuit breaker is a module of its own, which is not there in every version of Camel that tests run with. */
public final class CircuitBreakerEip {
    /** Whether routes can use it. */
    public static final boolean THERE = CircuitBreakerEip.class
                    .getClassLoader()
                    .getResource("org/apache/camel/component/resilience4j/ResilienceProcessor.class")
            != null;

    private CircuitBreakerEip() {}

    /** Skips a test of a route that uses it where it is not there. */
    static void assumeIfUsed(boolean used) {
        assumeFalse(used && !THERE, "the circuit breaker is missing");
    }
}
