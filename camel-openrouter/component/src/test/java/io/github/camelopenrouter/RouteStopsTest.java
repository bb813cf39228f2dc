package io.github.camelopenrouter;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.runtime.RouteStops;
import io.github.camelopenrouter.internal.runtime.RunningExchanges;

import static org.assertj.core.api.Assertions.assertThat;

class RouteStopsTest {
    private static RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").routeId("one").to("log:one");
            }
        };
    }

    @Test
    void a_route_that_stopped_is_forgotten_when_it_is_removed_and_when_it_comes_again() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(route());
            context.start();
            RouteStops stops = RouteStops.of(context, new RunningExchanges(timer));

            context.getRouteController().stopRoute("one");
            assertThat(stops.isDraining("one")).isTrue();
            context.removeRoute("one");
            assertThat(stops.isDraining("one")).isFalse();

            context.addRoutes(route());
            context.getRouteController().stopRoute("one");
            assertThat(stops.isDraining("one")).isTrue();
            context.getRouteController().startRoute("one");
            assertThat(stops.isDraining("one")).isFalse();
        } finally {
            timer.shutdownNow();
        }
    }
}
