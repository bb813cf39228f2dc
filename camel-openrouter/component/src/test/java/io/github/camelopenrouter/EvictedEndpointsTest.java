package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More dynamic endpoints in flight than Camel keeps: its caches hold two producers and five endpoints. */
@Timeout(120)
class EvictedEndpointsTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OpenRouterComponent component = new OpenRouterComponent();
    private final ProducerTemplate template = context.createProducerTemplate();

    @BeforeEach
    void start() throws Exception {
        context.disableJMX();
        context.getGlobalOptions().put(Exchange.MAXIMUM_ENDPOINT_CACHE_SIZE, "5");
        context.getShutdownStrategy().setTimeout(5);
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(RunningContext.KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        context.addComponent("openrouter", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // Camel's cache drops a producer that another thread was just given (ServicePool.SinglePool): then
                // nothing was asked
                onException(IllegalStateException.class)
                        .onWhen(simple("${exception.message} startsWith 'No producer'"))
                        .maximumRedeliveries(20)
                        .redeliveryDelay(1)
                        .logRetryAttempted(false);
                from("direct:dynamic").toD("${header.target}", 2);
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
        simulator.close();
    }

    private CompletableFuture<Exchange> ask(String uri) {
        return template.asyncSend("direct:dynamic", exchange -> {
            exchange.getIn().setBody("hello");
            exchange.getIn().setHeader("target", uri);
        });
    }

    private void assertAnswered(List<CompletableFuture<Exchange>> calls) throws Exception {
        for (CompletableFuture<Exchange> call : calls) {
            Exchange exchange = call.get(60, TimeUnit.SECONDS);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("Paris");
        }
        await().until(() -> component.runtime().stacks().calls() == 0);
        assertThat(component.runtime().stacks().permits()).isZero();
        assertThat(component.runtime().stacks().queued()).isZero();
    }

    @Test
    void each_of_forty_endpoints_keeps_its_own_limit_of_one_while_camel_forgets_and_makes_it_again() throws Exception {
        context.start();
        Map<Integer, CountDownLatch> waves =
                Map.of(0, new CountDownLatch(1), 1, new CountDownLatch(1), 2, new CountDownLatch(1));
        List<String> users = new ArrayList<>();
        simulator.replyWith(request -> {
            synchronized (users) {
                users.add(request.json().path("user").asText());
                return Reply.json(RunningContext.ANSWER).heldUntil(waves.get((users.size() - 1) / 40));
            }
        });
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            calls.add(ask("openrouter:completion?maxInFlight=1&maxQueued=5&user=u" + i % 40));
        }

        for (int wave = 0; wave < 3; wave++) {
            int arrived = 40 * (wave + 1);
            await().until(() -> {
                synchronized (users) {
                    return users.size() >= arrived;
                }
            });
            synchronized (users) {
                assertThat(users.subList(40 * wave, users.size())).hasSize(40).doesNotHaveDuplicates();
            }
            waves.get(wave).countDown();
        }
        assertAnswered(calls);
    }

    @Test
    void the_limit_of_the_component_holds_for_three_hundred_endpoints_that_come_and_go() throws Exception {
        component.getConfiguration().setMaxInFlight(10);
        component.getConfiguration().setMaxQueued(1_000);
        context.start();
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls.add(ask("openrouter:completion?user=u" + i));
        }
        await().until(() -> simulator.requests().size() == 10 && component.getQueued() == 290);

        answer.countDown();
        assertAnswered(calls);
        assertThat(component.runtime().stacks().endpoints()).isLessThanOrEqualTo(300);
    }
}
