package io.github.camelopenrouter.main;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** An application of Camel Main that asks a simulator. Closed by whoever started it. */
final class RunningMain {
    static final String KEY = "sk-or-v1-0123456789abcdef";

    private final Main main = new Main();

    /** With the properties of that file of the class path, and what a test says beside it. */
    RunningMain(OpenRouterSimulator simulator, String properties) {
        main.setPropertyPlaceholderLocations("classpath:" + properties);
        main.configure().withShutdownTimeout(5);
        say("camel.component.openrouter.base-url", simulator.baseUrl());
        say("camel.component.openrouter.api-key", KEY);
    }

    /** Wins over what the file says. */
    RunningMain say(String property, String value) {
        main.addOverrideProperty(property, value);
        return this;
    }

    RunningMain routes(RoutesBuilder routes) {
        main.configure().addRoutesBuilder(routes);
        return this;
    }

    /** Files of the class path, in whatever language their names end with. */
    RunningMain routes(String... files) {
        main.configure().setRoutesIncludePattern("classpath:" + String.join(",classpath:", files));
        return this;
    }

    RunningMain start() throws Exception {
        main.start();
        return this;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    <T> T bean(String name, Class<T> type) {
        return context().getRegistry().lookupByNameAndType(name, type);
    }

    OpenRouterComponent component() {
        return context().getComponent("openrouter", OpenRouterComponent.class);
    }

    Exchange send(String endpoint, Object body) {
        return send(endpoint, body, "unused", null);
    }

    Exchange send(String endpoint, Object body, String header, Object value) {
        try (ProducerTemplate template = context().createProducerTemplate()) {
            return template.request(endpoint, exchange -> {
                exchange.getMessage().setBody(body);
                exchange.getMessage().setHeader(header, value);
            });
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    MockEndpoint mock(String name) {
        return context().getEndpoint("mock:" + name, MockEndpoint.class);
    }

    void close() {
        main.stop();
    }
}
