package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.saga.InMemorySagaService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** A stream that is asked for within an EIP which copies the exchange, and read behind it. */
class StreamOwnerTest extends SimulatorTestSupport {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Reply ENDLESS =
            Reply.sse(Wire.chunk("x")).pause(Duration.ofMillis(5)).repeatForever();

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected RouteBuilder createRouteBuilder() {
        AggregationStrategy latest = AggregationStrategies.useLatest();
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                getContext().addService(new InMemorySagaService());
                from("direct:ask").to("openrouter:streaming");
                from("direct:read").process(StreamOwnerTest.this::read);
                from("direct:parallel")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .parallelProcessing()
                        .process(exchange -> seen.add(exchange.getMessage().getBody(String.class)));
                from("direct:splitIt")
                        .errorHandler(noErrorHandler())
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .to("log:part?level=DEBUG");

                from("direct:fail").split(body()).streaming().stopOnException().process(exchange -> {
                    throw new IllegalStateException("enough");
                });
                from("direct:failBehindRecipientList")
                        .recipientList(constant("direct:ask"))
                        .to("direct:fail");
                from("direct:failBehindMulticast")
                        .multicast(latest)
                        .to("direct:ask")
                        .end()
                        .to("direct:fail");
                from("direct:failBehindEnrich").enrich("direct:ask").to("direct:fail");
                from("direct:failBehindSeda")
                        .to("seda:ask?waitForTaskToComplete=Always")
                        .to("direct:fail");

                from("direct:hop").to("direct:ask").to("direct:read");
                from("direct:recipientList")
                        .recipientList(constant("direct:ask"))
                        .to("direct:read");
                from("direct:recipientListParallel")
                        .recipientList(constant("openrouter:streaming"))
                        .parallelProcessing()
                        .to("direct:read");
                from("direct:multicast").multicast().to("direct:ask").end().to("direct:read");
                from("direct:multicastParallel")
                        .multicast(latest)
                        .parallelProcessing()
                        .to("openrouter:streaming")
                        .end()
                        .to("direct:read");
                from("direct:multicastShared")
                        .multicast(latest)
                        .shareUnitOfWork()
                        .to("direct:ask")
                        .end()
                        .to("direct:read");
                from("direct:multicastNested")
                        .multicast(latest)
                        .pipeline()
                        .multicast(latest)
                        .to("direct:ask")
                        .end()
                        .end()
                        .end()
                        .to("direct:read");
                from("direct:split")
                        .split(constant(List.of("one")), latest)
                        .to("direct:ask")
                        .end()
                        .to("direct:read");
                from("direct:splitShared")
                        .split(constant(List.of("one")), latest)
                        .shareUnitOfWork()
                        .to("openrouter:streaming")
                        .end()
                        .to("direct:read");
                from("direct:enrich").enrich("openrouter:streaming").to("direct:read");
                from("direct:enrichRoute").enrich("direct:ask").to("direct:read");
                from("direct:enrichShared")
                        .enrich("direct:ask", latest, false, true)
                        .to("direct:read");
                from("direct:failover")
                        .loadBalance()
                        .failover()
                        .to("direct:ask")
                        .end()
                        .to("direct:read");
                from("direct:roundRobin")
                        .loadBalance()
                        .roundRobin()
                        .to("openrouter:streaming")
                        .end()
                        .to("direct:read");
                from("direct:routingSlip").routingSlip(constant("direct:ask,direct:read"));
                from("direct:dynamicRouter")
                        .dynamicRouter(method(new Slip(), "next"))
                        .to("direct:read");
                from("direct:doTry")
                        .doTry()
                        .to("direct:ask")
                        .doCatch(Exception.class)
                        .setBody(constant("none"))
                        .doFinally()
                        .to("log:finally?level=DEBUG")
                        .end()
                        .to("direct:read");
                from("direct:saga").saga().to("direct:ask").to("direct:read");
                from("direct:loop").loop(1).to("direct:ask").end().to("direct:read");
                from("direct:loopCopy").loop(1).copy().to("direct:ask").end().to("direct:read");
                from("direct:toD").toD("openrouter:${header.operation}").to("direct:read");
                from("direct:seda").to("seda:ask?waitForTaskToComplete=Always").to("direct:read");
                from("seda:ask").to("openrouter:streaming");
                from("direct:wireTap").wireTap("direct:tapped").end();
                from("direct:tapped").to("openrouter:streaming").to("direct:read");
                from("direct:tapLeft").wireTap("direct:askAndLeave").end();
                from("direct:askAndLeave").to("openrouter:streaming");
                from("direct:threads").to("openrouter:streaming").threads(1).to("direct:read");
                from("direct:idempotentLike")
                        .choice()
                        .when(constant(true))
                        .to("openrouter:streaming")
                        .end()
                        .to("direct:read");
                from("direct:leftByMulticast")
                        .multicast(latest)
                        .to("direct:ask")
                        .end()
                        .setBody(constant("done"));
                from("direct:nothing").to("log:nothing?level=DEBUG");
                from("direct:leftByRecipientList")
                        .recipientList(constant("openrouter:streaming?consumerTimeout=300"))
                        .end();
                RouteTemplateDefinition asking = routeTemplate("asking");
                asking.from("direct:templated").to("openrouter:streaming");
                from("direct:template").to("direct:templated").to("direct:read");
                templatedRoute("asking").routeId("asked");
                if (CircuitBreakerEip.THERE) {
                    breakers();
                }
            }

            private void breakers() {
                from("direct:failBehindBreaker")
                        .circuitBreaker()
                        .to("direct:ask")
                        .end()
                        .to("direct:fail");
                from("direct:circuitBreaker")
                        .circuitBreaker()
                        .to("openrouter:streaming")
                        .end()
                        .to("direct:read");
                from("direct:circuitBreakerRoute")
                        .circuitBreaker()
                        .to("direct:ask")
                        .onFallback()
                        .setBody(constant("none"))
                        .end()
                        .to("direct:read");
                from("direct:leftBehindBreaker")
                        .circuitBreaker()
                        .to("direct:ask")
                        .end()
                        .to("direct:nothing");
                from("direct:multicastBreaker")
                        .multicast(latest)
                        .to("direct:circuitBreakerAsk")
                        .end()
                        .to("direct:read");
                from("direct:circuitBreakerAsk")
                        .circuitBreaker()
                        .to("direct:ask")
                        .end();
            }
        };
    }

    public static final class Slip {
        public String next(Exchange exchange) {
            return exchange.getMessage().getBody() instanceof ChatStream ? null : "direct:ask";
        }
    }

    private void read(Exchange exchange) {
        seen.add(exchange.getMessage().getBody(String.class));
    }

    @BeforeEach
    void nothingSeen() {
        seen.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hop",
                "recipientList",
                "recipientListParallel",
                "multicast",
                "multicastParallel",
                "multicastShared",
                "multicastNested",
                "split",
                "splitShared",
                "enrich",
                "enrichRoute",
                "enrichShared",
                "circuitBreaker",
                "circuitBreakerRoute",
                "multicastBreaker",
                "failover",
                "roundRobin",
                "routingSlip",
                "dynamicRouter",
                "doTry",
                "saga",
                "loop",
                "loopCopy",
                "toD",
                "seda",
                "wireTap",
                "threads",
                "idempotentLike",
                "template"
            })
    void a_stream_asked_for_within_an_eip_is_read_behind_it(String eip) throws Exception {
        CircuitBreakerEip.assumeIfUsed(eip.contains("reaker"));
        simulator.enqueue(Reply.sse(Wire.chunk("Par"), Wire.chunk("is"))
                .pause(Duration.ofMillis(100))
                .thenSse(Wire.finish(), Wire.DONE));

        Exchange exchange = send("direct:" + eip, "hello", java.util.Map.of("operation", "streaming"));

        assertThat(exchange.getException()).isNull();
        await().atMost(SOON).until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("Paris");
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leftByMulticast", "leftByRecipientList", "tapLeft", "ask"})
    void a_stream_that_nobody_takes_over_is_closed(String way) throws Exception {
        CircuitBreakerEip.assumeIfUsed(way.contains("reaker"));
        simulator.enqueue(ENDLESS);

        Exchange exchange = send("direct:" + way, "hello");

        assertThat(exchange.getException()).isNull();
        RecordedRequest request = simulator.takeRequest(SOON);
        assertThat(request.awaitDisconnect(SOON)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failBehindRecipientList",
                "failBehindMulticast",
                "failBehindBreaker",
                "failBehindEnrich",
                "failBehindSeda"
            })
    void a_splitter_that_stops_leaves_the_rest_of_a_stream_that_a_copy_asked_for(String way) throws Exception {
        CircuitBreakerEip.assumeIfUsed(way.contains("reaker"));
        simulator.enqueue(ENDLESS);

        Exchange exchange = send("direct:" + way, "hello");

        assertThat(exchange.getException()).hasRootCauseMessage("enough");
        assertThat(simulator.takeRequest(SOON).awaitDisconnect(SOON)).isTrue();
    }

    @Test
    void a_splitter_that_works_in_parallel_sees_every_chunk_once() {
        simulator.enqueue(Reply.sse(Wire.stream("a", "b", "c", "d")));

        Exchange exchange = send("direct:parallel", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d", "");
    }

    @Test
    void a_stream_that_was_forgotten_unread_is_cut_with_its_next_chunk() throws Exception {
        simulator.enqueue(ENDLESS);
        send("openrouter:streaming", "hello");
        RecordedRequest request = simulator.takeRequest(SOON);

        await().atMost(20, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(50)).until(() -> {
            System.gc();
            return request.disconnected();
        });
    }

    @Test
    void what_its_route_has_closed_reads_as_a_failure_in_every_way() throws Exception {
        for (String way : List.of("next", "text", "bytes", "publisher", "split")) {
            simulator.enqueue(ENDLESS);
            ChatStream stream = send("direct:ask", "hello").getMessage().getBody(ChatStream.class);

            assertThat(stream.hasNext()).as(way).isTrue();
            OpenRouterException failure = failure(way, stream);
            assertThat(failure.getErrorType()).as(way).isEqualTo("closed");
            assertThat(failure).hasMessageContaining("closed by its route");
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    private OpenRouterException failure(String way, ChatStream stream) throws Exception {
        Throwable thrown = switch (way) {
            case "next" -> catchThrowableOfType(OpenRouterException.class, stream::next);
            case "text" -> catchThrowableOfType(OpenRouterException.class, () -> ChatStreamConverters.toString(stream));
            case "bytes" ->
                catchThrowableOfType(
                                java.io.IOException.class,
                                () -> ChatStreamConverters.toInputStream(stream).read())
                        .getCause();
            case "publisher" -> {
                Failing subscriber = new Failing();
                stream.publisher().subscribe(subscriber);
                yield subscriber.failure.get(5, TimeUnit.SECONDS);
            }
            default -> send("direct:splitIt", stream).getException();
        };
        while (thrown != null && !(thrown instanceof OpenRouterException)) {
            thrown = thrown.getCause();
        }
        return (OpenRouterException) thrown;
    }

    private static final class Failing implements Flow.Subscriber<ChatChunk> {
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(ChatChunk chunk) {
            failure.completeExceptionally(new AssertionError("a chunk of a closed stream: " + chunk));
        }

        @Override
        public void onError(Throwable why) {
            failure.complete(why);
        }

        @Override
        public void onComplete() {
            failure.completeExceptionally(new AssertionError("a closed stream is no answer"));
        }
    }
}
