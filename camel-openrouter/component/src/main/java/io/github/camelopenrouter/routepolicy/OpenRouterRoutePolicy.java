package io.github.camelopenrouter.routepolicy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StatefulService;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterEndpoint;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.ServiceLookups;

/**
 * Suspends the consumer of a route once a call was refused as every further one would be: the key is refused (401), credit or
 * budget are used up (402, 403), the daily allowance of free models is used up (429). It then asks now and then for
 * {@code GET /key}, and {@code GET /credits} where that does not tell, which cost nothing, and resumes the consumer when the reason
 * is gone.
 *
 * <p>It sees failures that an error handler dealt with, too, but not those of the parts of a split or multicast. Messages with a
 * key of their own, by the header {@code CamelOpenRouterKeyAlias}, do not count. What somebody else suspended or stopped stays so.
 *
 * <p>One policy watches one key, that of its component or endpoint; any number of routes may share it. Set its options before the
 * first route starts. Camel starts and stops it; all other methods may be called by any thread.
 */
@ManagedResource(description = "Suspends consumers while OpenRouter would refuse every call")
public final class OpenRouterRoutePolicy extends RoutePolicySupport implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRouterRoutePolicy.class);

    private final Clock clock = Clock.systemUTC();
    private final Set<Route> held = new LinkedHashSet<>();
    private CamelContext camelContext;
    private String component = "openrouter";
    private String endpoint;
    private Duration probeInterval = Duration.ofMinutes(1);
    private Duration probeTimeout = Duration.ofSeconds(10);
    private Duration resumeAfter = Duration.ofMinutes(15);

    private ScheduledExecutorService timer;
    private RefusalWatch watch;

    @Override
    public void onInit(Route route) {
        super.onInit(route);
        camelContext = route.getCamelContext();
        account(); // a bad option fails the start of the route and not the first probe
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        synchronized (this) {
            timer = camelContext
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "OpenRouterRoutePolicy");
            watch = new RefusalWatch(timer, clock, this::account, this::release);
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        AccountRefusal why = AccountRefusal.of(exchange, clock.instant(), resumeAfter);
        if (why != null) {
            hold(route, why);
        }
    }

    private void hold(Route route, AccountRefusal why) {
        synchronized (this) {
            if (watch == null || !held.add(route)) {
                return;
            }
            watch.begin(why, probeInterval);
        }
        // never under the lock: a consumer may wait for its threads, and they for the lock
        boolean suspended = suspend(route);
        boolean released;
        synchronized (this) {
            released = !held.contains(route);
            if (!suspended) {
                forget(route);
            }
        }
        if (suspended) {
            LOG.warn("Suspended the consumer of route {}: {}", route.getId(), why.reason());
            if (released) {
                resume(route);
            }
        }
    }

    /** Returns false where the consumer was not running: somebody else has stopped it, and will start it. */
    private boolean suspend(Route route) {
        if (route.getConsumer() instanceof StatefulService consumer && !consumer.isStarted()) {
            return false;
        }
        try {
            return suspendOrStopConsumer(route.getConsumer());
        } catch (Exception e) {
            handleException(e);
            return false;
        }
    }

    private AccountProbe account() {
        OpenRouterComponent owner;
        OpenRouterConfiguration configuration;
        if (endpoint != null) {
            OpenRouterEndpoint named =
                    CamelContextHelper.getMandatoryEndpoint(camelContext, endpoint, OpenRouterEndpoint.class);
            owner = named.getComponent();
            configuration = named.getConfiguration();
        } else {
            owner = camelContext.getComponent(component, OpenRouterComponent.class);
            if (owner == null) {
                throw new IllegalArgumentException("The option component names none: " + component);
            }
            configuration = owner.getConfiguration();
        }
        ComponentRuntime runtime = owner.getExtension(ComponentRuntime.class).orElseThrow();
        return new AccountProbe(new ServiceLookups(runtime, configuration, probeTimeout), clock);
    }

    private void release(String why) {
        List<Route> routes;
        AccountRefusal refusal;
        synchronized (this) {
            routes = new ArrayList<>(held);
            held.clear();
            refusal = watch == null ? null : watch.end();
        }
        List<Route> failed = new ArrayList<>();
        for (Route route : routes) {
            LOG.info("Resuming the consumer of route {}: {}", route.getId(), why);
            if (!resume(route)) {
                failed.add(route);
            }
        }
        if (!failed.isEmpty()) {
            again(failed, refusal);
        }
    }

    /** Whatever kept consumers from going on, such as a broker that is away, they are resumed with the next probe. */
    private synchronized void again(List<Route> failed, AccountRefusal refusal) {
        if (watch != null && refusal != null) {
            held.addAll(failed);
            watch.begin(refusal, probeInterval);
        }
    }

    /** Returns false where that failed. */
    private boolean resume(Route route) {
        ServiceStatus status = camelContext.getRouteController().getRouteStatus(route.getId());
        if (!camelContext.getStatus().isStarted() || status == null || !status.isStarted()) {
            LOG.info("The consumer of route {} is not resumed: the route is {}", route.getId(), status);
            return true;
        }
        try {
            if (route.getConsumer() instanceof StatefulService consumer && consumer.isStopped()) {
                // it cannot be suspended, or failed when it was resumed before
                startConsumer(route.getConsumer());
            } else {
                resumeOrStartConsumer(route.getConsumer());
            }
            return true;
        } catch (Exception | Error e) {
            handleException(e);
            return false;
        }
    }

    private synchronized void forget(Route route) {
        if (held.remove(route) && held.isEmpty() && watch != null) {
            watch.end();
        }
    }

    // somebody else has decided what becomes of the route

    @Override
    public void onSuspend(Route route) {
        forget(route);
    }

    @Override
    public void onResume(Route route) {
        forget(route);
    }

    @Override
    public void onStop(Route route) {
        forget(route);
    }

    @Override
    public void onRemove(Route route) {
        forget(route);
    }

    @Override
    protected void doStop() throws Exception {
        ScheduledExecutorService running;
        synchronized (this) {
            held.clear();
            running = timer;
            timer = null;
            if (watch != null) {
                watch.close();
                watch = null;
            }
        }
        if (running != null) {
            camelContext.getExecutorServiceManager().shutdownNow(running);
        }
        super.doStop();
    }

    /** Resumes what this policy has suspended, now. */
    @ManagedOperation(description = "Resumes the consumers that this policy has suspended, now")
    public void resume() {
        release("asked by hand");
    }

    @ManagedAttribute(description = "Whether this policy has suspended a consumer")
    public synchronized boolean isSuspended() {
        return !held.isEmpty();
    }

    /** Why, and what the last probe found; null while nothing is suspended. */
    @ManagedAttribute(description = "Why consumers are suspended")
    public synchronized String getReason() {
        return watch == null ? null : watch.reason();
    }

    /** ISO 8601; null while nothing is suspended. */
    @ManagedAttribute(description = "Since when consumers are suspended")
    public synchronized String getSince() {
        return watch == null ? null : text(watch.since());
    }

    /** ISO 8601; null while none is planned. */
    @ManagedAttribute(description = "When OpenRouter is asked next")
    public synchronized String getNextProbe() {
        return watch == null ? null : text(watch.nextProbe());
    }

    @ManagedAttribute(description = "How often OpenRouter was asked")
    public synchronized long getProbes() {
        return watch == null ? 0 : watch.probes();
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    public String getComponent() {
        return component;
    }

    /** Name of the component whose key and base URL are asked about; {@code openrouter} where nothing is said. */
    public void setComponent(String component) {
        this.component = component;
    }

    public String getEndpoint() {
        return endpoint;
    }

    /** URI of the endpoint whose key and base URL are asked about, where it has its own. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public Duration getProbeInterval() {
        return probeInterval;
    }

    /** Between two probes, lengthened by up to a fifth at random; a minute where nothing is said. */
    public void setProbeInterval(Duration probeInterval) {
        this.probeInterval = positive("probeInterval", probeInterval);
    }

    public Duration getProbeTimeout() {
        return probeTimeout;
    }

    /** Longest time of a probe; ten seconds where nothing is said. */
    public void setProbeTimeout(Duration probeTimeout) {
        this.probeTimeout = positive("probeTimeout", probeTimeout);
    }

    public Duration getResumeAfter() {
        return resumeAfter;
    }

    /** After how long to try again where OpenRouter does not tell what is left; 15 minutes where nothing is said. */
    public void setResumeAfter(Duration resumeAfter) {
        this.resumeAfter = positive("resumeAfter", resumeAfter);
    }

    private static Duration positive(String option, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("The option " + option + " must be at least a millisecond");
        }
        return value;
    }
}
