package io.github.camelopenrouter;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.camel.AsyncEndpoint;
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

import io.github.camelopenrouter.internal.call.CallSettings;

/**
 * Ask any of the models behind OpenRouter, without holding a thread while it answers, and know what it cost.
 */
@ManagedResource(description = "OpenRouter endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "openrouter",
        title = "OpenRouter",
        syntax = "openrouter:operation",
        producerOnly = true,
        remote = true,
        category = {Category.AI, Category.CLOUD},
        headersClass = OpenRouterConstants.class)
public class OpenRouterEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRouterEndpoint.class);
    private static final Duration COMPLETION_TOTAL = Duration.ofMinutes(10);
    private static final Duration GENERATION_TOTAL = Duration.ofMinutes(2);
    private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();

    @UriPath(
            description =
                    "What to do: ask for the whole answer, hand it on while it arrives, or look up what became of a generation")
    @Metadata(required = true)
    private final OpenRouterOperation operation;

    @UriParam
    private OpenRouterConfiguration configuration;

    @UriParam(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether the calling thread waits for the answer and goes on with the route. What belongs to a"
                            + " thread, such as the session of a transacted JMS consumer, is then still there in the steps behind")
    private boolean synchronous;

    private volatile String identity;
    private volatile OpenRouterConfiguration settled;

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
        Producer producer = createAsynchronousProducer();
        return synchronous ? new SynchronousDelegateProducer(producer) : producer;
    }

    /** What counts for this endpoint as it was when it was made: its options, and the environment where they say nothing. */
    OpenRouterConfiguration effective() {
        OpenRouterConfiguration known = settled;
        OpenRouterConfiguration effective = known == null ? configuration.copy() : known.copy();
        getComponent().environment().fill(effective);
        return effective;
    }

    /**
     * A change would count for some of the endpoint's calls and not for what they share.
     *
     * @throws IllegalStateException where an option was changed after the endpoint was made; the message names it
     */
    private void refuseChanges() {
        OpenRouterConfiguration known = settled;
        List<String> changed = known == null ? List.of() : Options.differences(known, configuration);
        if (!changed.isEmpty()) {
            throw new IllegalStateException("The endpoint's options " + String.join(", ", changed)
                    + " were changed after it was made: set them in its URI");
        }
    }

    private Producer createAsynchronousProducer() {
        refuseChanges();
        OpenRouterConfiguration effective = effective();
        if (operation == OpenRouterOperation.generation) {
            return new GenerationProducer(
                    this,
                    ChatAddress.base(effective.getBaseUrl(), effective.isAllowInsecureHttp()),
                    settings(effective),
                    new ApiKeys(effective, getComponent().environment()));
        }
        JournalBinding journal = journal(effective);
        getComponent().treasury().takeOver(effective);
        RequestBinding binding = new RequestBinding(
                effective, operation == OpenRouterOperation.streaming, configuration.getModel() == null);
        CommandFactory commands = new CommandFactory(
                ChatAddress.of(effective.getBaseUrl(), effective.isAllowInsecureHttp()),
                effective,
                binding,
                settings(effective),
                new ApiKeys(effective, getComponent().environment()),
                () -> getComponent().policies().admission(this));
        if (operation == OpenRouterOperation.completion) {
            refuse(effective.getStreamTo() != null, "streamTo");
            refuse(effective.getStreamFormat() != OpenRouterStreamFormat.chunks, "streamFormat");
            return new CompletionProducer(this, commands, effective.getOutput(), journal);
        }
        if (effective.getOutput() != OpenRouterOutput.text) {
            throw new IllegalArgumentException("The option output belongs to openrouter:completion");
        }
        if (effective.getStreamTo() == null) {
            return new StreamingProducer(this, commands, effective.getStreamFormat());
        }
        if (effective.getStreamFormat() != OpenRouterStreamFormat.chunks) {
            throw new IllegalArgumentException(
                    "The options streamTo and streamFormat exclude each other: set one of them");
        }
        return new PushProducer(this, commands, effective.getStreamTo());
    }

    /** Names the endpoint's own budget and limits; made when it is needed, which for most endpoints is never. */
    String identity() {
        String known = identity;
        if (known == null) {
            synchronized (this) {
                known = identity;
                if (known == null) {
                    known = EndpointIdentity.of(operation, getEndpointUri());
                    identity = known;
                }
            }
        }
        return known;
    }

    private static void refuse(boolean set, String option) {
        if (set) {
            throw new IllegalArgumentException("The option " + option + " belongs to openrouter:streaming");
        }
    }

    private JournalBinding journal(OpenRouterConfiguration effective) {
        if (operation == OpenRouterOperation.completion) {
            return JournalBinding.of(effective);
        }
        if (operation == OpenRouterOperation.generation) {
            return null;
        }
        if (effective.getJournal() != null || effective.getJournalStep() != null || effective.getUnanswered() != null) {
            throw new IllegalArgumentException("The options journal, journalStep and unanswered belong to"
                    + " openrouter:completion: an answer that is handed on while it arrives cannot be taken back. Set them on"
                    + " the endpoint, and not on the component, where it has other endpoints");
        }
        return null;
    }

    private CallSettings settings(OpenRouterConfiguration effective) {
        Long total = effective.getTotalTimeout();
        boolean completion = operation == OpenRouterOperation.completion;
        return new CallSettings(
                limited(effective.getConnectTimeout()),
                limited(effective.getConnectionRequestTimeout()),
                optional(effective.getResponseTimeout()),
                optional(effective.getFirstTokenTimeout()),
                optional(effective.getIdleTimeout()),
                optional(effective.getContentIdleTimeout()),
                total != null ? optional(total) : defaultTotal(),
                completion ? null : optional(effective.getConsumerTimeout()),
                effective.getMaxResponseBytes(),
                effective.getMaxSseLineBytes(),
                effective.getMaxErrorBodyBytes(),
                effective.getMaxAnswerParts(),
                effective.getMaxRetries(),
                limited(effective.getMaxRetryAfter()),
                false);
    }

    private Duration defaultTotal() {
        return switch (operation) {
            case completion -> COMPLETION_TOTAL;
            case streaming -> null;
            case generation -> GENERATION_TOTAL;
        };
    }

    private static Duration optional(long millis) {
        return millis == 0 ? null : limited(millis);
    }

    /** More than a year is as good as for ever, and would overflow when counted in nanoseconds. */
    private static Duration limited(long millis) {
        return Duration.ofMillis(Math.min(millis, YEAR_MILLIS));
    }

    private LimitsView limits() {
        return getComponent().view(this);
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
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("openrouter: can only be sent to: use to(\"openrouter:...\")");
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // a bad option fails the context's start and not the first message
        Options.check(configuration);
        URI address = ChatAddress.of(configuration.getBaseUrl(), configuration.isAllowInsecureHttp());
        settled = configuration.copy();
        OpenRouterConfiguration effective = effective();
        if (effective.getApiKey() == null && effective.getApiKeyProvider() == null) {
            // a key that comes later is as good; one that is there and cannot be one is not
            getComponent().environment().apiKey();
        }
        journal(effective);
        new RequestBinding(effective, false, configuration.getModel() == null);
        settings(effective);
        Policies.ownSettings(effective, getComponent().shared());
        Circuits.check(effective);
        log(address);
    }

    @Override
    protected void doStop() throws Exception {
        getComponent().forget(this);
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
