package io.github.camelopenrouter.benchmarks.route;

import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.benchmarks.Ended;

/** A Camel context with some routes, of which one is called, without a thread for each call. */
public final class Routes implements AutoCloseable {

    /** Where the route that is called begins. */
    static final String ENTRY = "direct:entry";

    private static final String PROMPT = "Tell me of foxes";

    private final CamelContext context = new DefaultCamelContext();
    private final Endpoint entry;
    private final AsyncProducer producer;
    private final ProducerTemplate template;

    Routes(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        context.start();
        entry = context.getEndpoint(ENTRY);
        producer = entry.createAsyncProducer();
        producer.start();
        template = context.createProducerTemplate();
    }

    /** The URI of the component, with the options that every case has. */
    public static String openrouter(String operation, String baseUrl, String options) {
        return "openrouter:" + operation + "?baseUrl=" + baseUrl + "&model=openai/gpt-4o-mini&apiKey=sk-or-v1-benchmark"
                + options;
    }

    /** Sends an exchange, and comes back at once if what is behind the route does. */
    public void send(Ended ended) {
        send(PROMPT, ended);
    }

    /** The same with another body. */
    public void send(Object body, Ended ended) {
        Exchange exchange = entry.createExchange(ExchangePattern.InOut);
        exchange.getMessage().setBody(body);
        producer.process(exchange, doneSync -> ended.ended(exchange.getException()));
    }

    /** The same with a header. */
    void send(String header, Object value, Ended ended) {
        Exchange exchange = entry.createExchange(ExchangePattern.InOut);
        exchange.getMessage().setBody(PROMPT);
        exchange.getMessage().setHeader(header, value);
        producer.process(exchange, doneSync -> ended.ended(exchange.getException()));
    }

    /** Sends through a template, and waits. */
    String request() {
        return template.requestBody(ENTRY, PROMPT, String.class);
    }

    /** The same with a header. */
    String request(String header, Object value) {
        return template.requestBodyAndHeader(ENTRY, PROMPT, header, value, String.class);
    }

    /** Stops a route as an operator would, with little patience for what is in flight. */
    public void stop(String routeId, long patienceMillis) throws Exception {
        context.getRouteController().stopRoute(routeId, patienceMillis, TimeUnit.MILLISECONDS);
    }

    public void start(String routeId) throws Exception {
        context.getRouteController().startRoute(routeId);
    }

    @Override
    public void close() {
        context.stop();
    }
}
