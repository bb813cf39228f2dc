package io.github.camelopenrouter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.internal.runtime.Load;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Throws at every single hand-over from one thread to another, and at every timer that is set: the first, the second, and so on until a
 * call reaches no further one. Each exchange ends once, whatever is thrown, and gives everything back.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandOversTest {
    private static final Set<String> HANDING_OVER = Set.of("execute", "submit", "schedule");

    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile Supplier<? extends Throwable> thrown;

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private DefaultCamelContext context;
    private OpenRouterComponent component;

    /** Pools and timers that throw when the count of hand-overs is used up. */
    private final class Throwing implements ThreadPoolFactory {
        private final DefaultThreadPoolFactory real = new DefaultThreadPoolFactory();

        @Override
        public ExecutorService newCachedThreadPool(ThreadFactory threads) {
            return around(ExecutorService.class, real.newCachedThreadPool(threads));
        }

        @Override
        public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
            return around(ExecutorService.class, real.newThreadPool(profile, threads));
        }

        @Override
        public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
            return around(ScheduledExecutorService.class, real.newScheduledThreadPool(profile, threads));
        }

        private <T> T around(Class<T> type, T pool) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (HANDING_OVER.contains(method.getName()) && left.decrementAndGet() == 0) {
                            throw thrown.get();
                        }
                        try {
                            return method.invoke(pool, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    @BeforeEach
    void start() throws Exception {
        context = new DefaultCamelContext();
        context.disableJMX();
        context.getExecutorServiceManager().setThreadPoolFactory(new Throwing());
        component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(SimulatorTestSupport.KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        component.getConfiguration().setMaxInFlight(5);
        component.getConfiguration().setRequestsPerMinute(600_000);
        component.getConfiguration().setBudget("1000/day");
        component.getConfiguration().setBudgetReserve("0.01");
        context.addComponent("openrouter", component);
        context.start();
    }

    @AfterEach
    void stop() {
        left.set(Integer.MAX_VALUE);
        context.stop();
        simulator.close();
    }

    static Stream<Arguments> modes() {
        Map<String, Supplier<Throwable>> throwables = Map.of(
                "RejectedExecutionException", () -> new RejectedExecutionException("refused"),
                "Error", () -> new OutOfMemoryError("unable to create native thread, says the test"));
        return Stream.of(
                        "completion?totalTimeout=5000",
                        "completion?totalTimeout=5000&maxRetries=1",
                        "streaming?totalTimeout=5000",
                        "streaming?totalTimeout=5000&streamTo=mock:chunks",
                        "streaming?totalTimeout=5000&streamFormat=sse",
                        "streaming?totalTimeout=5000&streamFormat=text",
                        "streaming?totalTimeout=0&idleTimeout=150&streamTo=mock:chunks",
                        "streaming?totalTimeout=0&idleTimeout=150",
                        "generation?totalTimeout=5000")
                .flatMap(uri -> throwables.entrySet().stream()
                        .map(each -> Arguments.of("openrouter:" + uri, each.getKey(), each.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("modes")
    void whatever_is_thrown_at_a_hand_over_the_exchange_ends_once_and_gives_back_what_it_took(
            String uri, String name, Supplier<Throwable> throwable) throws Exception {
        boolean retries = uri.contains("maxRetries");
        boolean silent = uri.contains("idleTimeout");
        AtomicInteger asked = new AtomicInteger();
        simulator.replyWith(request -> {
            if (request.path().contains("generation")) {
                return Reply.json("{\"data\":{\"id\":\"gen-1\",\"model\":\"a/b\",\"total_cost\":0.1}}");
            }
            if (retries && asked.getAndIncrement() % 2 == 0) {
                return Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"busy\"}}");
            }
            if (silent) {
                return Reply.sse(Wire.chunk("Par")).thenHang();
            }
            return request.text().contains("\"stream\":true")
                    ? Reply.sse(Wire.stream("Par", "is"))
                    : Reply.json(RunningContext.ANSWER);
        });
        thrown = throwable;
        AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
        producer.start();
        ask(producer);

        boolean reached = true;
        for (int n = 1; reached && n < 60; n++) {
            asked.set(0);
            left.set(n);
            ask(producer);
            reached = left.getAndSet(Integer.MAX_VALUE) <= 0;
            if (!retries && !silent) {
                // repeated failures have a budget of their own, which this test uses up; who is silent answers nobody
                assertThat(ask(producer).getException())
                        .as("the call behind the one that failed at hand-over %d", n)
                        .isNull();
            }
        }
        assertThat(reached).as("a call that reaches no further hand-over").isFalse();
        producer.stop();
    }

    /** Sends, waits for the end, and looks whether there was one and whether anything is left. */
    private Exchange ask(AsyncProducer producer) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody("gen-1");
        AtomicInteger ends = new AtomicInteger();
        CompletableFuture<Exchange> ended = new CompletableFuture<>();
        producer.process(exchange, done -> {
            ends.incrementAndGet();
            ended.complete(exchange);
        });
        ended.get(10, TimeUnit.SECONDS);
        Object body = exchange.getMessage().getBody();
        if (body instanceof AutoCloseable stream) {
            try {
                exchange.getMessage().getBody(String.class);
            } catch (RuntimeException e) {
                // a stream that failed on its way
                assertThat(exchange.getException()).isNull();
            }
            stream.close();
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(component.runtime().load()).isEqualTo(Load.NONE));
        assertThat(ends).hasValue(1);
        return exchange;
    }
}
