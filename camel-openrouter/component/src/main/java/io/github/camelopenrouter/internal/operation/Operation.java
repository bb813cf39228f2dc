package io.github.camelopenrouter.internal.operation;

import java.util.Collection;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Processor;

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
 * @param producer makes one for an endpoint whose options were looked at; null where it cannot be sent to
 * @param consumer makes one for such an endpoint; null where it cannot be consumed from
 */
public record Operation(
        OpenRouterOperation name,
        Set<String> takes,
        Consumer<OpenRouterConfiguration> check,
        Function<EndpointTerms, AsyncProducer> producer,
        BiFunction<EndpointTerms, Processor, org.apache.camel.Consumer> consumer) {

    /**
     * @param options names of those that a URI has
     * @throws IllegalArgumentException where one of them means nothing here
     */
    public void refuseOthers(Collection<String> options) {
        for (String option : options) {
            boolean tools = ToolConsumer.OPTIONS.contains(option) || option.startsWith("parameter.");
            if (takes == null && tools) {
                throw new IllegalArgumentException(
                        "The option " + option + " belongs to openrouter:tool, and not to openrouter:" + name);
            }
            if (takes != null && !takes.contains(option) && !(tools && consumer != null)) {
                throw new IllegalArgumentException(
                        "The option " + option + " does not belong to openrouter:" + name + ", which asks no model");
            }
        }
    }
}
