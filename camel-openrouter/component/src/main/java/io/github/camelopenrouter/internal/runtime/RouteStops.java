package io.github.camelopenrouter.internal.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Tells producers that a route is about to stop. Camel asks a route's services to prepare before it waits for the exchanges in
 * flight, but a producer is none of them: each route is given a service that passes it on. Thread-safe.
 */
public final class RouteStops extends LifecycleStrategySupport {
    private final CamelContext context;
    private final RunningExchanges running;
    private final Set<String> draining = ConcurrentHashMap.newKeySet();

    private RouteStops(CamelContext context, RunningExchanges running) {
        this.context = context;
        this.running = running;
    }

    /**
     * Listens to the stops of all routes, those that are there already and those that come.
     *
     * @param running what is told, as it is when it happens
     */
    public static RouteStops of(CamelContext context, RunningExchanges running) {
        RouteStops stops = new RouteStops(context, running);
        context.addLifecycleStrategy(stops);
        stops.onRoutesAdd(context.getRoutes());
        return stops;
    }

    void close() {
        context.getLifecycleStrategies().remove(this);
        context.getRoutes().forEach(route -> route.getServices().removeIf(this::isOurs));
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            draining.remove(route.getRouteId());
            List<Service> services = route.getServices();
            if (services.stream().noneMatch(this::isOurs)) {
                services.add(new Preparation(route.getRouteId()));
            }
        }
    }

    @Override
    public void onRoutesRemove(Collection<Route> routes) {
        routes.forEach(route -> draining.remove(route.getRouteId()));
    }

    private boolean isOurs(Service service) {
        return service instanceof Preparation preparation && preparation.owner() == this;
    }

    /**
     * Whether this route is stopping, so that nothing may begin to wait. Where Camel gave a stop up because it took too long, the
     * route goes on as if nothing had been.
     */
    public boolean isDraining(String route) {
        return route != null
                && draining.contains(route)
                && !context.getShutdownStrategy().hasTimeoutOccurred();
    }

    /** Passes on what Camel says before it waits, and again, forced, when it has waited in vain. */
    private final class Preparation extends ServiceSupport implements ShutdownPrepared {
        private final String route;

        Preparation(String route) {
            this.route = route;
        }

        RouteStops owner() {
            return RouteStops.this;
        }

        @Override
        public void prepareShutdown(boolean suspendOnly, boolean forced) {
            if (forced) {
                running.cut(route);
            } else if (!suspendOnly) {
                draining.add(route);
                running.drain(route);
            }
        }
    }
}
