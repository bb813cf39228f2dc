package io.github.camelopenrouter.simulator;

import io.github.camelopenrouter.simulator.service.Obedience;

/** What becomes of the {@code response_format} of a request: {@link OpenRouterSimulatorBuilder#structuredOutputs}. */
public enum StructuredOutputs {

    /**
     * {@code supported_parameters} lists {@code response_format} and {@code structured_outputs}, and the answer is JSON
     * that satisfies the schema.
     */
    HONOURED(Obedience.HONOURED),

    /**
     * {@code supported_parameters} does not list them, and the answer is what it would be without a format. Such a
     * provider is not chosen for requests with {@code provider.require_parameters}.
     */
    IGNORED(Obedience.IGNORED),

    /**
     * {@code supported_parameters} does not list them, and the provider refuses a request with a format: status 400.
     * Such a provider is not chosen for requests with {@code provider.require_parameters}.
     */
    REFUSED(Obedience.REFUSED),

    /**
     * As {@link #HONOURED}, but the JSON is damaged: it is in a Markdown fence behind a sentence, has a comma too many
     * and its last character missing. The plugin {@code response-healing} repairs it.
     */
    DAMAGED(Obedience.DAMAGED);

    private final Obedience obedience;

    StructuredOutputs(Obedience obedience) {
        this.obedience = obedience;
    }

    Obedience obedience() {
        return obedience;
    }
}
