package io.github.camelopenrouter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LifecycleTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
        running.component("first", component -> component.getConfiguration().setApiKey("sk-or-v1-first"));
        running.component("second", component -> component.getConfiguration().setApiKey("sk-or-v1-second"));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @ParameterizedTest
    @CsvSource({
        "openrouter:completion, OpenRouterWorker",
        "openrouter:streaming?streamTo=mock:chunks, OpenRouterWorker",
        "openrouter:streaming, OpenRouterReader"
    })
    void a_call_that_goes_out_leaves_the_caller_and_the_route_goes_on_in_a_pool_of_camel(String uri, String pool)
            throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<String> thread = new CompletableFuture<>();
        running.simulator.reset();
        running.simulator.replyWith(request -> (uri.contains("streaming")
                        ? Reply.sse(Wire.chunk("Paris"), Wire.finish(), Wire.DONE)
                        : Reply.json(RunningContext.ANSWER))
                .heldUntil(answer));
        AsyncProducer producer = running.context.getEndpoint(uri).createAsyncProducer();
        producer.start();
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody("hello");

        boolean sync = producer.process(
                exchange,
                done -> thread.complete(done + " " + Thread.currentThread().getName()));
        RecordedRequest request = running.simulator.takeRequest(Duration.ofSeconds(5));

        assertThat(sync).isFalse();
        assertThat(request.text()).contains("hello");
        assertThat(thread).isNotDone();
        answer.countDown();
        assertThat(thread.get(5, TimeUnit.SECONDS)).startsWith("false ").endsWith(pool);
        assertThat(exchange.getException()).isNull();
        producer.stop();
    }

    @ParameterizedTest
    @CsvSource({"401", "500"})
    void a_failed_call_too_goes_on_in_the_worker_pool(int status) throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        running.simulator.reset();
        running.simulator.replyWith(
                request -> Reply.json(status, "{\"error\":{\"code\":" + status + ",\"message\":\"no\"}}"));

        running.template.asyncSend("openrouter:completion", exchange -> {
            exchange.getIn().setBody("hello");
            exchange.getExchangeExtension().addOnCompletion(new org.apache.camel.support.SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    thread.complete(Thread.currentThread().getName());
                }
            });
        });

        assertThat(thread.get(5, TimeUnit.SECONDS)).endsWith("OpenRouterWorker");
    }

    @Test
    void what_cannot_be_sent_fails_at_once_on_the_callers_thread() throws Exception {
        AsyncProducer producer = running.context
                .getEndpoint("openrouter:completion?user=at-once")
                .createAsyncProducer();
        producer.start();
        Exchange exchange = producer.getEndpoint().createExchange();
        CompletableFuture<Thread> thread = new CompletableFuture<>();

        assertThat(producer.process(exchange, done -> thread.complete(Thread.currentThread())))
                .isTrue();
        assertThat(thread).isCompletedWithValue(Thread.currentThread());
        assertThat(exchange.getException()).isNotNull();
        producer.stop();
    }

    @Test
    void two_components_never_mix_their_keys() {
        running.answerAlike();

        CompletableFuture<?>[] calls = IntStream.range(0, 200)
                .mapToObj(i -> running.template.asyncRequestBody(
                        i % 2 == 0 ? "first:completion" : "second:completion", i % 2 == 0 ? "first" : "second"))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(calls).orTimeout(20, TimeUnit.SECONDS).join();

        List<RecordedRequest> requests = running.simulator.requests();
        assertThat(requests).hasSize(200);
        for (RecordedRequest request : requests) {
            String prompt = request.json().at("/messages/0/content").textValue();
            assertThat(request.header("Authorization")).isEqualTo("Bearer sk-or-v1-" + prompt);
        }
    }

    @Test
    void a_stopped_component_starts_again_and_serves_the_endpoints_that_it_has() throws Exception {
        OpenRouterComponent component = running.component("again", fresh -> {});
        running.answerAlike();
        assertThat(running.template.requestBody("again:completion", "hello")).isEqualTo("Paris");

        component.stop();
        Exchange refused = running.send("again:completion", "hello");
        component.start();

        assertThat(refused.getException()).hasMessageContaining("stopped");
        assertThat(running.template.requestBody("again:completion", "hello")).isEqualTo("Paris");
    }

    @Test
    void a_context_that_was_stopped_serves_again_with_the_same_component() {
        try (RunningContext again = new RunningContext()) {
            again.answerAlike();
            OpenRouterComponent component = again.context.getComponent("openrouter", OpenRouterComponent.class);
            assertThat(again.template.requestBody("openrouter:completion", "hello"))
                    .isEqualTo("Paris");

            again.context.stop();
            // Camel forgets its components when it stops
            again.context.addComponent("openrouter", component);
            again.context.start();

            assertThat(again.context.createProducerTemplate().requestBody("openrouter:completion", "hello"))
                    .isEqualTo("Paris");
        }
    }

    @Test
    void thirty_contexts_leave_no_thread_and_no_connection_behind() throws InterruptedException {
        try (OpenRouterSimulator simulator = OpenRouterSimulator.start()) {
            simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));
            long before = ours();
            for (int i = 0; i < 30; i++) {
                try (var context = new org.apache.camel.impl.DefaultCamelContext()) {
                    context.disableJMX();
                    OpenRouterComponent component = new OpenRouterComponent();
                    component.getConfiguration().setApiKey(RunningContext.KEY);
                    component.getConfiguration().setBaseUrl(simulator.baseUrl());
                    context.addComponent("openrouter", component);
                    context.start();
                    assertThat(context.createProducerTemplate().requestBody("openrouter:completion", "hello"))
                            .isEqualTo("Paris");
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> ours() <= before);
            assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(5))).isTrue();
        }
    }

    private static long ours() {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .map(Thread::getName)
                .filter(name -> name.contains("OpenRouter") || name.contains("httpclient"))
                .count();
    }
}
