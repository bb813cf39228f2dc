package io.github.camelopenrouter.integration.fuzz;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.model.ChatStream;

/** Routes whose calls meet limits, budgets, stops and evictions. */
final class StressRoutes extends RouteBuilder {
    static final String DYNAMIC = "direct:dynamic?block=false";
    static final String LIMITED = "direct:limited?block=false";
    static final String STREAMED = "direct:streamed?block=false";
    static final String PUSHED = "direct:pushed?block=false";
    static final String RATED = "direct:rated?block=false";
    static final int RATE_PER_SECOND = 50;

    /** More than any answer here costs. */
    static final String RESERVE = "0.01";

    private final String common;

    StressRoutes(String baseUrl) {
        common =
                "apiKey=sk-or-v1-stress&maxTokens=40&totalTimeout=10000&maxRetryAfter=30&ledger=#ledger&budgetStore=#budgets&budgetReserve="
                        + RESERVE + "&baseUrl=" + baseUrl;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        // more endpoints in flight than are kept
        from(DYNAMIC)
                .routeId("dynamic")
                .toD("openrouter:completion?" + common + "&seed=${header.seed}&maxRetries=1", 4);
        from(LIMITED)
                .routeId("limited")
                .to(
                        "openrouter:completion?" + common
                                + "&maxInFlight=8&adaptiveConcurrency=true&maxQueued=20&queueTimeout=400&maxRetries=2&budget=50/total");
        from(STREAMED)
                .routeId("streamed")
                .to("openrouter:streaming?" + common + "&maxInFlight=6&maxQueued=10&queueTimeout=400")
                .process(exchange -> {
                    ChatStream stream = exchange.getMessage().getBody(ChatStream.class);
                    int chunks = exchange.getMessage().getHeader("chunks", Integer.class);
                    for (int i = 0; i < chunks && stream.hasNext(); i++) {
                        stream.next();
                    }
                });
        from(PUSHED).routeId("pushed").to("openrouter:streaming?" + common + "&streamTo=direct:chunk");
        from(RATED)
                .routeId("rated")
                .to("openrouter:completion?" + common + "&user=rated&requestsPerMinute=" + 60 * RATE_PER_SECOND
                        + "&maxQueued=50&queueTimeout=300&maxRetries=1");
        from("direct:chunk")
                .routeId("chunk")
                .process(exchange -> exchange.getMessage().getBody(String.class));
    }
}
