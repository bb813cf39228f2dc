package io.github.camelopenrouter.internal.runtime;

import org.apache.camel.support.DefaultEndpoint;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.OpenRouterToolConfiguration;
import io.github.camelopenrouter.internal.binding.AnswerFormats;
import io.github.camelopenrouter.internal.binding.EffectiveOptions;

/**
 * What counts for one endpoint object: its operation, its effective options, which never change, and its identity. Equal to itself
 * alone: Camel may forget an endpoint and make another of the same URI. Thread-safe.
 */
public final class EndpointTerms {
    private final DefaultEndpoint endpoint;
    private final OpenRouterOperation operation;
    private final EffectiveOptions options;
    private final OpenRouterToolConfiguration tool;
    private final ComponentRuntime runtime;
    private volatile String identity;
    private volatile AnswerFormats formats;

    public EndpointTerms(
            DefaultEndpoint endpoint,
            OpenRouterOperation operation,
            EffectiveOptions options,
            OpenRouterToolConfiguration tool,
            ComponentRuntime runtime) {
        this.endpoint = endpoint;
        this.operation = operation;
        this.options = options;
        this.tool = tool;
        this.runtime = runtime;
    }

    public DefaultEndpoint endpoint() {
        return endpoint;
    }

    public ComponentRuntime runtime() {
        return runtime;
    }

    /** What counts; must not be changed. */
    public OpenRouterConfiguration options() {
        return options.values();
    }

    /** What the endpoint says of the tool that its route is; must not be changed. */
    public OpenRouterToolConfiguration tool() {
        return tool;
    }

    /** Whether the model is only the one of the environment, or the default. */
    public boolean modelIsDefault() {
        return options.modelIsDefault();
    }

    /**
     * What answers are to be; made when it is needed.
     *
     * @throws IllegalArgumentException where options say what cannot be; the message names them
     */
    public AnswerFormats formats() {
        AnswerFormats known = formats;
        if (known == null) {
            synchronized (this) {
                known = formats;
                if (known == null) {
                    known = new AnswerFormats(endpoint.getCamelContext(), options());
                    formats = known;
                }
            }
        }
        return known;
    }

    /** Names the endpoint's own budget and limits; made when it is needed, which for most endpoints is never. */
    public String identity() {
        String known = identity;
        if (known == null) {
            synchronized (this) {
                known = identity;
                if (known == null) {
                    known = EndpointIdentity.of(operation, endpoint.getEndpointUri());
                    identity = known;
                }
            }
        }
        return known;
    }
}
