package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What a route does behind an answer never decides whether other calls end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldThreadsTest {
    private static final int MESSAGES = 200;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger sleeping = new AtomicInteger();
    private final RunningContext running = new RunningContext(new Routes());

    @AfterEach
    void close() {
        release.countDown();
        running.close();
    }

    private final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:completion").to("openrouter:completion").process(this::askAgain);
            from("direct:pull")
                    .to("openrouter:streaming")
                    .convertBodyTo(String.class)
                    .process(this::askAgain);
            from("direct:push").to("openrouter:streaming?streamTo=mock:chunks").process(this::askAgain);
            from("direct:chunks").to("openrouter:streaming?streamTo=direct:chunk");
            from("direct:chunk").process(this::askAgain);
            from("direct:text")
                    .to("openrouter:streaming?streamFormat=text")
                    .convertBodyTo(String.class)
                    .process(this::askAgain);
            from("direct:generation")
                    .setBody(constant("gen-1"))
                    .to("openrouter:generation")
                    .process(this::askAgain);
            from("direct:bean").to("openrouter:completion").bean(this, "again");
            from("direct:synchronous").to("openrouter:completion").to("openrouter:completion?synchronous=true");
            from("direct:split")
                    .to("openrouter:completion")
                    .split(constant(List.of("a", "b")))
                    .process(this::askAgain)
                    .end();
            from("direct:recipients").to("openrouter:completion").recipientList(constant("direct:again,direct:again"));
            from("direct:again").process(this::askAgain);
            if (CircuitBreakerEip.THERE) {
                from("direct:breaker")
                        .circuitBreaker()
                        .to("openrouter:completion")
                        .process(this::askAgain)
                        .end();
            }
            from("direct:redelivery")
                    .errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(300))
                    .to("openrouter:completion")
                    .process(exchange -> {
                        if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER) == null) {
                            throw new IllegalStateException("once");
                        }
                    })
                    .process(this::askAgain);
            from("direct:sleeps").to("openrouter:completion").process(exchange -> {
                sleeping.incrementAndGet();
                release.await();
            });
            from("direct:timeout").to("openrouter:completion?totalTimeout=500");
        }

        private void askAgain(Exchange exchange) {
            exchange.getMessage().setBody(again());
        }

        public String again() {
            return running.template.requestBody("openrouter:completion?maxTokens=5", "again", String.class);
        }
    }

    private void answerAll() {
        running.simulator.replyWith(request -> {
            if (request.path().contains("generation")) {
                return Reply.json("{\"data\":{\"id\":\"gen-1\",\"model\":\"a/b\",\"total_cost\":0.1}}");
            }
            return request.text().contains("\"stream\":true")
                    ? Reply.sse(Wire.stream("Par", "is"))
                    : Reply.json(RunningContext.ANSWER);
        });
    }

    private List<CompletableFuture<Exchange>> send(String uri, int times) {
        ProducerTemplate template = running.context.createProducerTemplate();
        template.setThreadedAsyncMode(true);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sent.add(template.asyncSend(uri, exchange -> exchange.getIn().setBody("hello")));
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "completion",
                "pull",
                "push",
                "chunks",
                "text",
                "generation",
                "bean",
                "synchronous",
                "split",
                "recipients",
                "breaker",
                "redelivery"
            })
    void two_hundred_routes_that_wait_for_another_answer_behind_an_answer_all_end(String route) throws Exception {
        CircuitBreakerEip.assumeIfUsed(route.equals("breaker"));
        answerAll();

        List<CompletableFuture<Exchange>> sent = send("direct:" + route, MESSAGES);

        for (CompletableFuture<Exchange> each : sent) {
            assertThat(each.get(40, TimeUnit.SECONDS).getException()).isNull();
        }
    }

    @Test
    void a_deadline_is_kept_while_the_routes_behind_other_answers_sleep() throws Exception {
        running.simulator.replyWith(
                request -> request.text().contains("late") ? Reply.hang() : Reply.json(RunningContext.ANSWER));
        List<CompletableFuture<Exchange>> sleepers = send("direct:sleeps", 100);
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sleeping.get() == 100);

        // of several, because a busy machine may hold up any one of them
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            OpenRouterException failure = running.template
                    .asyncSend("direct:timeout", exchange -> exchange.getIn().setBody("late"))
                    .get(5, TimeUnit.SECONDS)
                    .getException(OpenRouterException.class);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
            assertThat(failure.getErrorType()).isEqualTo("total_timeout");
        }

        assertThat(fastest).isBetween(Duration.ofMillis(499), Duration.ofSeconds(4));
        assertThat(sleepers).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_new_call_is_refused_while_routes_hold_as_many_threads_as_they_may() throws Exception {
        ThreadPoolProfile few = new ThreadPoolProfile("openrouter");
        few.setPoolSize(2);
        few.setMaxPoolSize(4);
        running.context.getExecutorServiceManager().registerThreadPoolProfile(few);
        OpenRouterComponent component = running.component("few", fresh -> {});
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:few").to("few:completion").process(exchange -> {
                    sleeping.incrementAndGet();
                    release.await();
                });
            }
        });
        answerAll();
        List<CompletableFuture<Exchange>> held = send("direct:few", 4);
        org.awaitility.Awaitility.await().until(() -> sleeping.get() == 4);

        Exchange refused = running.send("few:completion?model=a/b", "hello");

        assertThat(refused.getException(OpenRouterException.class))
                .isInstanceOf(NotAdmittedException.class)
                .hasMessageContaining("maxPoolSize")
                .extracting(OpenRouterException::isRetryable)
                .isEqualTo(true);
        assertThat(component.getRouteThreads()).isEqualTo(4);
        release.countDown();
        for (CompletableFuture<Exchange> each : held) {
            assertThat(each.get(10, TimeUnit.SECONDS).getException()).isNull();
        }
        assertThat(running.send("few:completion?model=a/b", "hello").getException())
                .isNull();
    }

    @Test
    void a_route_with_one_thread_goes_from_call_to_call() throws Exception {
        ThreadPoolProfile one = new ThreadPoolProfile("openrouter");
        one.setPoolSize(1);
        one.setMaxPoolSize(1);
        running.context.getExecutorServiceManager().registerThreadPoolProfile(one);
        running.component("one", fresh -> {});
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one")
                        .to("one:completion")
                        .to("one:streaming")
                        .split(body())
                        .streaming()
                        .filter(simple("${body.text()} != ''"))
                        .setBody(simple("${body.text()}"))
                        .to("one:completion")
                        .end()
                        .end()
                        .setBody(constant("and"))
                        .process(exchange -> exchange.getMessage()
                                .setBody(running.template.requestBody("one:completion", "hello", String.class)));
            }
        });
        answerAll();

        assertThat(running.send("direct:one", "hello").getException()).isNull();
        assertThat(running.simulator.requests()).hasSize(5);
    }

    @Test
    void what_has_been_sent_gets_a_thread_beyond_the_bound() throws Exception {
        ThreadPoolProfile few = new ThreadPoolProfile("openrouter");
        few.setPoolSize(1);
        few.setMaxPoolSize(2);
        running.context.getExecutorServiceManager().registerThreadPoolProfile(few);
        running.component("few", fresh -> {});
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:few").to("few:completion").process(exchange -> {
                    sleeping.incrementAndGet();
                    release.await();
                });
            }
        });
        CountDownLatch answer = new CountDownLatch(1);
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        List<CompletableFuture<Exchange>> held = send("direct:few", 10);
        org.awaitility.Awaitility.await()
                .until(() -> running.simulator.requests().size() == 10);

        answer.countDown();

        org.awaitility.Awaitility.await().until(() -> sleeping.get() == 10);
        release.countDown();
        for (CompletableFuture<Exchange> each : held) {
            assertThat(each.get(10, TimeUnit.SECONDS).getException()).isNull();
        }
    }
}
