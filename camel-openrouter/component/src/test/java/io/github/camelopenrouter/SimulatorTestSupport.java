package io.github.camelopenrouter;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** A context whose openrouter component talks to a simulator of its own. */
abstract class SimulatorTestSupport extends CamelTestSupport {
    static final String KEY = "sk-or-v1-CANARY0123456789abcdef";

    protected OpenRouterSimulator simulator;

    @Override
    public void doPreSetup() throws Exception {
        simulator = OpenRouterSimulator.start();
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        OpenRouterComponent component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        context.addComponent("openrouter", component);
        context.getShutdownStrategy().setTimeout(5);
        return context;
    }

    @BeforeEach
    void forgetWhatTheStartAsked() {
        simulator.reset();
    }

    /** Sends one body straight to an endpoint and waits for the exchange to be done. */
    Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeaders(new java.util.HashMap<>(headers));
        });
    }
}
