package io.github.camelopenrouter.docs;

import java.time.Duration;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.routepolicy.OpenRouterRoutePolicy;

/** Consumption that stops while no call can succeed. */
final class RoutePolicyRoutes extends RouteBuilder {
    private final Duration interval;

    RoutePolicyRoutes(Duration interval) {
        this.interval = interval;
    }

    @Override
    public void configure() {
        // tag::policy[]
        OpenRouterRoutePolicy whileAccepted = new OpenRouterRoutePolicy();
        whileAccepted.setProbeInterval(interval);

        from("seda:questions?pollTimeout=100").routePolicy(whileAccepted).to("openrouter:completion");
        // end::policy[]
    }
}
