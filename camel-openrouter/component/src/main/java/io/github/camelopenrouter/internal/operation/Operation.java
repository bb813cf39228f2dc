package io.github.camelopenrouter.internal.operation;

import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.camel.AsyncProducer;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;

/**
 * What one operation is.
 *
 * @param name in the URI
 * @param takes the options that mean something here; null for all
 * @param check looks at the effective options; throws IllegalArgumentException where they do not belong to the operation, or not to
 *     each other
 * @param producer makes one for an endpoint whose options were looked at
 */
public record Operation(
        OpenRouterOperation name,
        Set<String> takes,
        Consumer<OpenRouterConfiguration> check,
        Function<EndpointTerms, AsyncProducer> producer) {

    /**
     * @param options names of those that a URI has
     * @throws IllegalArgumentException where one of them means nothing here
     */
    public void refuseOthers(Collection<String> options) {
        for (String option : options) {
            if (takes != null && !takes.contains(option)) {
                throw new IllegalArgumentException(
                        "The option " + option + " does not belong to openrouter:" + name + ", which asks no model");
            }
        }
    }
}
