package io.github.camelopenrouter.benchmarks.route;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Completions;
import io.github.camelopenrouter.benchmarks.Ended;

/** Completions through a route of one step. */
public final class RouteCompletions implements Completions {

    private final Routes routes;

    public RouteCompletions(String baseUrl) throws Exception {
        routes = new Routes(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, ""));
            }
        });
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
    public void close() {
        routes.close();
    }
}
