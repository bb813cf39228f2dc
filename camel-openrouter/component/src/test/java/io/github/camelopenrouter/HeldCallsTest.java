package io.github.camelopenrouter;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HeldCallsTest extends SimulatorTestSupport {
    /** More than Camel's default pools and schedulers queue. */
    private static final int CALLS = 1_200;

    @Test
    void twelve_hundred_calls_are_in_flight_at_once_without_a_thread_for_each() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json("{\"choices\":[{\"message\":{\"content\":\"yes\"}}]}")
                .heldUntil(answer));
        CountDownLatch done = new CountDownLatch(CALLS);
        AtomicInteger answered = new AtomicInteger();
        AsyncProducer producer = context.getEndpoint("openrouter:completion").createAsyncProducer();
        producer.start();
        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = context.getEndpoint("openrouter:completion").createExchange();
            exchange.getIn().setBody("hello");
            producer.process(exchange, sync -> {
                if ("yes".equals(exchange.getMessage().getBody())) {
                    answered.incrementAndGet();
                }
                done.countDown();
            });
        }
        await().until(() -> simulator.requests().size() == CALLS);

        assertThat(componentThreads()).isLessThanOrEqualTo(20);
        answer.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(answered).hasValue(CALLS);
    }

    private static long componentThreads() {
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        return all.keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("OpenRouter") || name.contains("httpclient-dispatch"))
                .count();
    }
}
