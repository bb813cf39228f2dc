package io.github.camelopenrouter.benchmarks.route;

import java.util.function.Supplier;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.Streams;

/** One large call after the other through a route of one step. A stream is pushed on, chunk by chunk. */
public final class SizedRoute implements Streams {

    /** Above the largest size and what is around it. */
    private static final String LIMITS =
            "&maxRequestBytes=67108864&maxResponseBytes=67108864&maxSseLineBytes=67108864&maxErrorBodyBytes=67108864";

    private final Routes routes;
    private final Supplier<Object> body;

    /**
     * @param body what makes the body of each call
     */
    public SizedRoute(String baseUrl, boolean stream, Supplier<Object> body) throws Exception {
        this.body = body;
        String uri = Routes.openrouter(stream ? "streaming" : "completion", baseUrl, LIMITS);
        routes = new Routes(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(stream ? uri + "&streamTo=direct:chunk" : uri);
                from("direct:chunk").process(exchange -> exchange.getMessage().getBody(String.class));
            }
        });
    }

    @Override
    public void open(Ended ended) {
        routes.send(body.get(), ended);
    }

    @Override
    public void close() {
        routes.close();
    }
}
