package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A process dies while a call is running; its successor gets the same message, and the keys that had been kept by then. */
class IdempotentRoutesTest {
    @RegisterExtension
    static final OpenRouterSimulatorExtension EXTENSION = new OpenRouterSimulatorExtension();

    /** What a database would hold: every change at once, and nothing is lost when a context stops. */
    private static final class StoredKeys extends ServiceSupport implements IdempotentRepository {
        private final Set<String> keys = ConcurrentHashMap.newKeySet();

        /** What is left when the process dies now: nobody cleans up. */
        StoredKeys atThisMoment() {
            StoredKeys copy = new StoredKeys();
            copy.keys.addAll(keys);
            return copy;
        }

        @Override
        public boolean add(String key) {
            return keys.add(key);
        }

        @Override
        public boolean contains(String key) {
            return keys.contains(key);
        }

        @Override
        public boolean remove(String key) {
            return keys.remove(key);
        }

        @Override
        public boolean confirm(String key) {
            return true;
        }

        @Override
        public void clear() {
            keys.clear();
        }
    }

    private static DefaultCamelContext start(StoredKeys keys) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setApiKey(DocsTestSupport.KEY);
        component.getConfiguration().setBaseUrl(EXTENSION.simulator().baseUrl());
        context.addComponent("openrouter", component);
        context.addRoutes(new IdempotentRoutes(keys));
        context.getShutdownStrategy().setTimeout(1);
        context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        context.start();
        return context;
    }

    /** How many answers a message has got after a crash in the middle of its call, and a second delivery. */
    private static int answersAfterCrash(String route, OpenRouterSimulator simulator) throws Exception {
        simulator.enqueue(Reply.hang());
        StoredKeys keys = new StoredKeys();
        StoredKeys left;
        try (DefaultCamelContext first = start(keys)) {
            first.createProducerTemplate().asyncRequestBodyAndHeader(route, "Say hello", "order", "4711");
            simulator.takeRequest(Duration.ofSeconds(5));
            left = keys.atThisMoment();
        }
        try (DefaultCamelContext second = start(left)) {
            Exchange again = second.createProducerTemplate().request(route, exchange -> {
                exchange.getIn().setBody("Say hello");
                exchange.getIn().setHeader("order", "4711");
            });
            assertThat(again.getException()).as("the broker takes it for done").isNull();
            return second.getEndpoint("mock:answered", MockEndpoint.class).getReceivedCounter();
        }
    }

    @Test
    void an_eager_key_survives_a_crash_and_the_work_does_not(OpenRouterSimulator simulator) throws Exception {
        assertThat(answersAfterCrash("direct:at-most-once", simulator)).isZero();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void without_an_eager_key_the_work_is_done_and_paid_again(OpenRouterSimulator simulator) throws Exception {
        assertThat(answersAfterCrash("direct:at-least-once", simulator)).isOne();
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void what_was_done_is_not_done_again_after_a_restart(OpenRouterSimulator simulator) throws Exception {
        StoredKeys keys = new StoredKeys();
        for (int start = 0; start < 2; start++) {
            try (DefaultCamelContext context = start(keys)) {
                context.createProducerTemplate()
                        .requestBodyAndHeader("direct:at-least-once", "Say hello", "order", "4711");
            }
        }

        assertThat(simulator.requests()).hasSize(1);
    }
}
