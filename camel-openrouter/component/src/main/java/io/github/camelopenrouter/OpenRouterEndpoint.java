package io.github.camelopenrouter;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SynchronousDelegateProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.binding.EffectiveOptions;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.limits.LimitsView;
import io.github.camelopenrouter.internal.operation.Operations;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.PolicyOptions;

/**
 * Ask any of the models behind OpenRouter, without holding a thread while it answers, and know what it cost.
 */
@ManagedResource(description = "OpenRouter endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "openrouter",
        title = "OpenRouter",
        syntax = "openrouter:operation",
        remote = true,
        category = {Category.AI, Category.CLOUD},
        headersClass = OpenRouterConstants.class)
public class OpenRouterEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRouterEndpoint.class);

    @UriPath(
            description =
                    "What to do: ask for the whole answer, hand it on while it arrives, look up what became of a generation, or make a"
                            + " route a tool that models may call")
    @Metadata(required = true)
    private final OpenRouterOperation operation;

    @UriParam
    private OpenRouterConfiguration configuration;

    @UriParam
    private OpenRouterToolConfiguration toolConfiguration = new OpenRouterToolConfiguration();

    @UriParam(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether the calling thread waits for the answer and goes on with the route. What belongs to a"
                            + " thread, such as the session of a transacted JMS consumer, is then still there in the steps behind")
    private boolean synchronous;

    private volatile EndpointTerms terms;
    /** As the options were when the terms were made. */
    private volatile OpenRouterConfiguration given;

    public OpenRouterEndpoint(
            String uri,
            OpenRouterComponent component,
            OpenRouterOperation operation,
            OpenRouterConfiguration configuration) {
        super(uri, component);
        this.operation = operation;
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() throws Exception {
        EndpointTerms known = terms();
        refuseChanges();
        Function<EndpointTerms, AsyncProducer> making = Operations.of(operation).producer();
        if (making == null) {
            throw new UnsupportedOperationException("openrouter:" + operation
                    + " makes a route a tool: use from(\"openrouter:" + operation + "?...\")");
        }
        Producer producer = making.apply(known);
        return synchronous ? new SynchronousDelegateProducer(producer) : producer;
    }

    /** What counts for this endpoint, from its start or its first producer on. */
    EndpointTerms terms() {
        EndpointTerms known = terms;
        if (known == null) {
            synchronized (this) {
                known = terms;
                if (known == null) {
                    ComponentRuntime runtime = getComponent().runtime();
                    given = configuration.copy();
                    known = new EndpointTerms(
                            this,
                            operation,
                            EffectiveOptions.of(given, operation, runtime.beans(), runtime.environment()),
                            toolConfiguration,
                            runtime);
                    terms = known;
                }
            }
        }
        return known;
    }

    /**
     * A change would count for some of the endpoint's calls and not for what they share.
     *
     * @throws IllegalStateException where an option was changed after the endpoint was made; the message names it
     */
    private void refuseChanges() {
        List<String> changed = Options.differences(given, configuration);
        if (!changed.isEmpty()) {
            throw new IllegalStateException("The endpoint's options " + String.join(", ", changed)
                    + " were changed after it was made: set them in its URI");
        }
    }

    private LimitsView limits() {
        return getComponent().runtime().limits(terms());
    }

    @ManagedAttribute(description = "Calls that the endpoint's own limits have let through and that have not ended")
    public int getInFlight() {
        return limits().inFlight();
    }

    @ManagedAttribute(description = "Calls that wait for the endpoint's own limits")
    public int getQueued() {
        return limits().queued();
    }

    @ManagedAttribute(
            description = "How many calls may be in flight now; 0 where the endpoint itself does not limit them")
    public int getInFlightLimit() {
        return limits().limit();
    }

    @ManagedAttribute(description = "Calls that the endpoint's own limits have let through since the start")
    public long getAdmitted() {
        return limits().admitted();
    }

    @ManagedAttribute(description = "Calls that the endpoint's own limits have refused since the start")
    public long getRefused() {
        return limits().refused();
    }

    @ManagedAttribute(description = "Models whose circuit breaker is not closed, and its state")
    public Map<String, String> getCircuitBreakerStates() {
        return limits().circuits();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        BiFunction<EndpointTerms, Processor, Consumer> making =
                Operations.of(operation).consumer();
        if (making == null) {
            throw new UnsupportedOperationException(
                    "openrouter:" + operation + " can only be sent to: use to(\"openrouter:" + operation + "?...\")");
        }
        Consumer consumer = making.apply(terms(), processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // a bad option fails the context's start and not the first message
        Options.check(configuration);
        URI address = ServiceAddress.of(configuration.getBaseUrl(), configuration.isAllowInsecureHttp());
        OpenRouterConfiguration effective = terms().options();
        // those that no option names
        Options.checkBeans(effective);
        if (effective.getApiKey() == null && effective.getApiKeyProvider() == null) {
            // a key that comes later is as good; one that is there and cannot be one is not
            getComponent().runtime().environment().apiKey();
        }
        Operations.of(operation).check().accept(effective);
        new RequestBinding(effective, false, terms().modelIsDefault(), terms().formats());
        PolicyOptions.check(effective, getComponent().shared());
        getComponent().runtime().mcpTools(terms());
        log(address);
    }

    @Override
    protected void doStop() throws Exception {
        EndpointTerms known = terms;
        if (known != null) {
            getComponent().runtime().forget(known);
        }
        super.doStop();
    }

    private void log(URI address) {
        if (configuration.isAllowInsecureHttp() && "http".equals(address.getScheme())) {
            LOG.warn("allowInsecureHttp is set: the API key travels in the clear to {}", address.getHost());
        }
    }

    @Override
    public OpenRouterComponent getComponent() {
        return (OpenRouterComponent) super.getComponent();
    }

    public boolean isSynchronous() {
        return synchronous;
    }

    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }

    public OpenRouterOperation getOperation() {
        return operation;
    }

    public OpenRouterToolConfiguration getToolConfiguration() {
        return toolConfiguration;
    }

    public void setToolConfiguration(OpenRouterToolConfiguration toolConfiguration) {
        this.toolConfiguration = toolConfiguration;
    }

    public OpenRouterConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(OpenRouterConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public String getServiceUrl() {
        return configuration.getBaseUrl();
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return configuration.getModel() == null ? Map.of() : Map.of("model", configuration.getModel());
    }
}
