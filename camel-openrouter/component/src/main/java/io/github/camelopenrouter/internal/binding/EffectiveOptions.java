package io.github.camelopenrouter.internal.binding;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.OpenRouterOutput;
import io.github.camelopenrouter.OpenRouterUnanswered;

/**
 * The options of one endpoint as they count: its own and its component's, the environment where those say nothing, and what some
 * options mean for others. Computed once, in this one place; nobody changes them afterwards.
 *
 * @param values must not be changed
 * @param modelIsDefault whether neither the endpoint nor its component names a model
 */
public record EffectiveOptions(OpenRouterConfiguration values, boolean modelIsDefault) {

    /**
     * @param given of the endpoint, with those of its component; copied
     * @throws IllegalArgumentException where a variable of the environment that counts has a value that it cannot have; the message
     *     names it
     */
    public static EffectiveOptions of(
            OpenRouterConfiguration given,
            OpenRouterOperation operation,
            BeansByType beans,
            EnvironmentDefaults environment) {
        OpenRouterConfiguration values = given.copy();
        beans.fill(values, operation);
        environment.fill(values);
        boolean repeats = values.getJournal() != null && values.getUnanswered() == OpenRouterUnanswered.regenerate;
        if (repeats && values.getResponseCache() == null) {
            // only with the response cache can a repetition be free
            values.setResponseCache(true);
        }
        if (values.getOutput() == null) {
            boolean objects = values.getStreamElements() != null || values.isStreamPartial();
            values.setOutput(
                    values.getOutputClass() != null
                            ? OpenRouterOutput.object
                            : objects ? OpenRouterOutput.map : OpenRouterOutput.text);
        }
        return new EffectiveOptions(values, given.getModel() == null);
    }
}
