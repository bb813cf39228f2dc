package io.github.camelopenrouter.benchmarks.route;

import java.io.Closeable;
import java.io.IOException;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Completions;
import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.bare.BareCompletions;

/** Completions through a route of one step. */
public final class RouteCompletions implements Completions {

    private final Routes routes;
    private final Closeable behind;

    private RouteCompletions(RouteBuilder route, Closeable behind) throws Exception {
        routes = new Routes(route);
        this.behind = behind;
    }

    /** Of the component. */
    public static RouteCompletions component(String baseUrl) throws Exception {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, ""));
            }
        };
        return new RouteCompletions(route, () -> {});
    }

    /** Of HttpClient, by the least that Camel asks of an asynchronous producer. What is given is closed with it. */
    public static RouteCompletions bare(BareCompletions completions) throws Exception {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(new BareEndpoint(getContext(), completions));
            }
        };
        return new RouteCompletions(route, completions);
    }

    @Override
    public String ask() {
        return routes.request();
    }

    @Override
    public void ask(Ended ended) {
        routes.send(ended);
    }

    @Override
    public void close() throws IOException {
        routes.close();
        behind.close();
    }
}
