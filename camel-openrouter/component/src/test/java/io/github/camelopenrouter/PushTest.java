package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Chunks that are pushed to a target which takes its time: the exchange behind them ends once, and when it should. */
class PushTest extends SimulatorTestSupport {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final AtomicReference<AsyncCallback> held = new AtomicReference<>();
    private final AtomicReference<Exchange> heldExchange = new AtomicReference<>();
    private final AtomicInteger ends = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:target").errorHandler(noErrorHandler()).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        ChatChunk chunk = exchange.getMessage().getBody(ChatChunk.class);
                        if (!chunk.last() && !chunk.text().equals("hold")) {
                            callback.done(true);
                            return true;
                        }
                        heldExchange.set(exchange);
                        held.set(callback);
                        return false;
                    }
                });
            }
        };
    }

    private AsyncProducer push(Exchange exchange) throws Exception {
        return push(exchange, "");
    }

    private AsyncProducer push(Exchange exchange, String options) throws Exception {
        AsyncProducer producer = context.getEndpoint("openrouter:streaming?streamTo=direct:target" + options)
                .createAsyncProducer();
        producer.start();
        exchange.getIn().setBody("hello");
        producer.process(exchange, done -> {
            ends.incrementAndGet();
            ended.countDown();
        });
        await().atMost(SHORT).until(() -> held.get() != null);
        return producer;
    }

    @Test
    void an_exchange_does_not_go_on_before_the_target_is_done_with_the_last_chunk() throws Exception {
        simulator.enqueue(Reply.sse(Wire.stream("Par", "is")));
        Exchange exchange = new DefaultExchange(context);
        AsyncProducer producer = push(exchange);
        simulator.takeRequest(SHORT).awaitFinished(SHORT);
        assertThat(ended.await(100, TimeUnit.MILLISECONDS)).isFalse();

        held.get().done(false);

        assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasValue(1);
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        producer.stop();
    }

    @Test
    void a_target_that_fails_with_the_last_chunk_fails_the_exchange_once() throws Exception {
        simulator.enqueue(Reply.sse(Wire.stream("Par", "is")));
        Exchange exchange = new DefaultExchange(context);
        AsyncProducer producer = push(exchange);

        heldExchange.get().setException(new IllegalStateException("full"));
        held.get().done(false);

        assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasValue(1);
        assertThat(exchange.getException()).hasMessage("full");
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        producer.stop();
    }

    @Test
    void a_stream_that_fails_while_the_target_is_busy_ends_the_exchange_once() throws Exception {
        simulator.enqueue(
                Reply.sse(Wire.chunk("hold")).thenDelay(Duration.ofMillis(100)).thenReset());
        Exchange exchange = new DefaultExchange(context);
        AsyncProducer producer = push(exchange);
        assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();

        heldExchange.get().setException(new IllegalStateException("too late"));
        held.get().done(false);

        assertThat(exchange.getException(OpenRouterException.class).getErrorType())
                .isEqualTo("stream_truncated");
        assertThat(ends).hasValue(1);
        producer.stop();
    }

    @Test
    void stopping_the_component_ends_the_exchange_once_although_the_target_is_busy() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("hold")).thenHang());
        Exchange exchange = new DefaultExchange(context);
        AsyncProducer producer = push(exchange);
        RecordedRequest request = simulator.takeRequest(SHORT);

        context.getComponent("openrouter").stop();

        assertThat(request.awaitDisconnect(SHORT)).isTrue();
        held.get().done(false);
        assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasValue(1);
        assertThat(exchange.getException(OpenRouterException.class).getErrorType())
                .isEqualTo("stopped");
        producer.stop();
    }

    @Test
    void a_producer_that_a_cache_has_no_room_for_lets_finish_what_runs() throws Exception {
        simulator.enqueue(Reply.sse(Wire.stream("Par", "is")));
        Exchange exchange = new DefaultExchange(context);
        AsyncProducer producer = push(exchange);

        producer.stop();

        assertThat(ended.getCount()).isOne();
        held.get().done(false);
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
    }

    @Test
    void an_error_of_the_target_ends_the_exchange_and_cuts_the_stream() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:breaking").errorHandler(noErrorHandler()).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        throw new NoClassDefFoundError("simulated");
                    }
                });
            }
        });
        simulator.enqueue(Reply.sse(Wire.chunk("x")).pause(Duration.ofMillis(5)).repeatForever());

        Exchange exchange = send("openrouter:streaming?streamTo=direct:breaking", "hello");

        assertThat(exchange.getException()).hasStackTraceContaining("simulated");
        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
    }

    @Test
    void a_target_that_says_twice_that_it_is_done_gets_each_chunk_once() throws Exception {
        context.addComponent("twice", new Twice());
        simulator.enqueue(Reply.sse(Wire.stream("a", "b", "c", "d")));

        Exchange exchange = send("openrouter:streaming?streamTo=twice:target", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("abcd");
        assertThat(context.getComponent("twice", Twice.class).texts).containsExactly("a", "b", "c", "d", "");
    }

    /** Its endpoints call back twice. */
    private static final class Twice extends DefaultComponent {
        final List<String> texts = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultAsyncProducer(this) {
                        @Override
                        public boolean process(Exchange exchange, AsyncCallback callback) {
                            texts.add(exchange.getMessage()
                                    .getBody(ChatChunk.class)
                                    .text());
                            callback.done(false);
                            callback.done(false);
                            return false;
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("only a target");
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumerTimeout=200:consumer_timeout", "totalTimeout=300:total_timeout"})
    void a_target_that_is_never_done_does_not_hold_the_exchange_for_ever(String limit) throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunk("hold"), Wire.chunk("more"), Wire.finish(), Wire.DONE));
        Exchange exchange = new DefaultExchange(context);

        AsyncProducer producer = push(exchange, "&" + limit.split(":")[0]);

        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasValue(1);
        assertThat(exchange.getException(OpenRouterException.class).getErrorType())
                .isEqualTo(limit.split(":")[1]);
        held.get().done(false);
        assertThat(ends).hasValue(1);
        producer.stop();
    }

    @Test
    void a_stream_that_leads_back_to_its_own_route_is_refused_before_anything_more_is_sent() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:circle").convertBodyTo(String.class).to("openrouter:streaming?streamTo=direct:circle");
                from("direct:wide").convertBodyTo(String.class).to("openrouter:streaming?streamTo=seda:wide");
                from("seda:wide").to("direct:wide");
            }
        });
        for (String circle : List.of("direct:circle", "direct:wide")) {
            simulator.reset();
            simulator.replyWith(request -> Reply.sse(Wire.stream("a", "b", "c")));

            Exchange exchange = send(circle, "hello");

            if (circle.equals("direct:circle")) {
                assertThat(exchange.getException())
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("streamTo=direct")
                        .hasMessageContaining("leads back");
            }
            assertThat(simulator.requests()).hasSize(1);
        }
    }
}
