package io.github.camelopenrouter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** One context and one simulator for all tests of a class: to start them takes longer than many a test. */
public final class RunningContext implements AutoCloseable {
    static final String KEY = SimulatorTestSupport.KEY;
    static final String ANSWER =
            "{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider\":\"OpenAI\",\"choices\":"
                    + "[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Paris\"}}]}";

    public final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    public final DefaultCamelContext context = new DefaultCamelContext();
    final ProducerTemplate template;

    public RunningContext(RouteBuilder... routes) {
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(5);
        component("openrouter", component -> component.getConfiguration().setModel("openai/gpt-4o-mini"));
        try {
            for (RouteBuilder builder : routes) {
                context.addRoutes(builder);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        context.start();
        template = context.createProducerTemplate();
    }

    /** Adds a component that talks to the simulator with the canary key. */
    public OpenRouterComponent component(String name, Consumer<OpenRouterComponent> settings) {
        OpenRouterComponent component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(variable -> null));
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        settings.accept(component);
        context.addComponent(name, component);
        return component;
    }

    Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });
    }

    /** Forgets all earlier requests and answers everything with {@link #ANSWER}. */
    public void answerAlike() {
        simulator.reset();
        simulator.replyWith(request -> Reply.json(ANSWER));
    }

    /** Sends, and returns what the simulator got. */
    public RecordedRequest sent(String uri, Object body, Map<String, Object> headers) {
        answerAlike();
        Exchange exchange = send(uri, body, headers);
        assertThat(exchange.getException()).isNull();
        try {
            return simulator.takeRequest(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public RecordedRequest sent(String uri) {
        return sent(uri, "hello", Map.of());
    }

    @Override
    public void close() {
        context.stop();
        simulator.close();
    }
}
