package io.github.camelopenrouter.docs;

import java.time.Duration;

import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.RecordedRequest;

/** Runs the routes of the pages against a simulator. */
abstract class DocsTestSupport extends CamelTestSupport {
    static final String KEY = "sk-or-v1-0123456789abcdef";

    @RegisterExtension
    static final OpenRouterSimulatorExtension EXTENSION = new OpenRouterSimulatorExtension();

    OpenRouterSimulator simulator;

    @BeforeEach
    void takeSimulator() {
        simulator = EXTENSION.simulator();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        OpenRouterComponent component = new OpenRouterComponent();
        configure(component);
        context.addComponent("openrouter", component);
        context.getShutdownStrategy().setTimeout(5);
        return context;
    }

    void configure(OpenRouterComponent component) {
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(EXTENSION.simulator().baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
    }

    RecordedRequest request() throws InterruptedException {
        return simulator.takeRequest(Duration.ofSeconds(5));
    }

    MockEndpoint mock(String name) {
        return getMockEndpoint("mock:" + name);
    }

    /** Some components are there with the baseline of Camel only. */
    static boolean onClasspath(String resource) {
        return DocsTestSupport.class.getClassLoader().getResource(resource) != null;
    }
}
