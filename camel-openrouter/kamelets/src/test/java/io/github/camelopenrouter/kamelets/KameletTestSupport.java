package io.github.camelopenrouter.kamelets;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** A context with the component, whose key and address stand where most applications have them: on the component. */
abstract class KameletTestSupport {
    static final String KEY = "sk-or-v1-CANARY0123456789abcdef";

    final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void component() {
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        context.addComponent("openrouter", component);
        context.getShutdownStrategy().setTimeout(5);
    }

    @AfterEach
    void stop() {
        context.stop();
        simulator.close();
    }

    void routes(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
    }

    /** Loads routes of the class path, in whichever language they are. */
    void routes(String resource) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:" + resource));
    }

    /** Loads a route {@code direct:ask} with one step: the kamelet with these parameters, each a line of YAML. */
    void ask(String kamelet, String... parameters) throws Exception {
        StringBuilder yaml = new StringBuilder(
                        "- from:\n    uri: direct:ask\n    steps:\n      - to:\n          uri: kamelet:")
                .append(kamelet)
                .append(parameters.length == 0 ? "\n" : "\n          parameters:\n");
        for (String parameter : parameters) {
            yaml.append("            ").append(parameter).append('\n');
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("ask.yaml", yaml.toString()));
    }

    Exchange send(String uri, Object body) {
        return context.createProducerTemplate()
                .request(uri, exchange -> exchange.getIn().setBody(body));
    }

    /** The request that came last. */
    JsonNode sent() {
        return simulator.requests().get(simulator.requests().size() - 1).json();
    }
}
