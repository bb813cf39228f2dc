package io.github.camelopenrouter.internal.limits;

import java.util.Map;

import io.github.camelopenrouter.internal.call.Admission;

/**
 * What the option circuitBreaker switches on. Endpoints of a component share it as long as they talk to the same host with the
 * same options.
 *
 * @param keys keeps the calls of refused keys back
 * @param models keeps the calls of failing models back
 * @param states tells which models' circuits are not closed
 */
public record Circuits(Admission keys, Admission models, States states) {
    private static final String LIBRARY = "io.github.resilience4j.circuitbreaker.CircuitBreaker";

    /** Asked for what JMX shows. */
    interface States {
        Map<String, String> get();
    }

    /**
     * @throws IllegalArgumentException where the library is missing
     */
    public static Circuits of(CircuitSettings settings, LimitParts parts) {
        require(Circuits.class.getClassLoader());
        ModelBreakers models = new ModelBreakers(settings.minimumCalls(), settings.open(), parts);
        return new Circuits(new KeyBreakers(settings.open(), parts), models, models::states);
    }

    /** Nothing may load a class that names the library's types before this has been asked. */
    public static void require(ClassLoader loader) {
        try {
            Class.forName(LIBRARY, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "The option circuitBreaker needs a library that is not there: add the dependency"
                            + " io.github.resilience4j:resilience4j-circuitbreaker",
                    e);
        }
    }
}
