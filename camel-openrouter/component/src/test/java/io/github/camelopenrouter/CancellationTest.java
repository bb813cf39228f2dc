package io.github.camelopenrouter;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
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
import static org.awaitility.Awaitility.await;

/** A stream that nobody reads is still billed: however a route leaves it, the server must see that the reader has gone. */
class CancellationTest extends SimulatorTestSupport {
    private static final Duration SHORT = Duration.ofSeconds(1);
    /** One chunk every 25 ms for ever, so that what is read too much can be counted. */
    private static final Reply ENDLESS =
            Reply.sse(Wire.chunk("x ")).pause(Duration.ofMillis(25)).repeatForever();

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // a chunk that finds its target stopped waits for so long that it comes back
                getContext().getComponent("direct", DirectComponent.class).setTimeout(500);
                onException(IllegalStateException.class).handled(true).setBody(constant("handled"));

                from("direct:closed").to("openrouter:streaming").process(exchange -> {
                    ChatStream stream = exchange.getMessage().getBody(ChatStream.class);
                    take(stream, 3);
                    exchange.getMessage().getBody(Closeable.class).close();
                });
                from("direct:unread").to("openrouter:streaming").setBody(constant("done"));
                from("direct:stopped")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .process(exchange -> see(exchange, new IOException("third")));
                from("direct:handled")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .process(exchange -> see(exchange, new IllegalStateException("third")));
                from("direct:elsewhere")
                        .to("openrouter:streaming")
                        .process(exchange -> take(exchange.getMessage().getBody(ChatStream.class), 3))
                        .process(exchange -> {
                            throw new IOException("elsewhere");
                        });
                from("direct:iterating").to("openrouter:streaming").process(exchange -> {
                    take(exchange.getMessage().getBody(ChatStream.class), 3);
                    throw new IOException("in the middle");
                });
                from("direct:slow")
                        .routeId("slow")
                        .to("openrouter:streaming")
                        .split(body())
                        .streaming()
                        .process(exchange -> see(exchange, null));
                from("direct:bytes").to("openrouter:streaming?streamFormat=sse").process(exchange -> {
                    InputStream bytes = exchange.getMessage().getBody(InputStream.class);
                    for (int i = 0; i < 3; i++) {
                        bytes.read(new byte[4096]);
                        seen.add("");
                    }
                });
                from("direct:seda").to("openrouter:streaming").to("seda:reader");
                from("seda:reader").process(exchange -> {
                    ChatStream stream = exchange.getMessage().getBody(ChatStream.class);
                    int most = exchange.getMessage().getHeader("most", Integer.MAX_VALUE, Integer.class);
                    take(stream, most);
                });
                from("direct:push").to("openrouter:streaming?streamTo=direct:target");
                from("direct:target")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> see(exchange, new IOException("third")));
                from("direct:completion").routeId("completion").to("openrouter:completion");
                from("direct:pushing").routeId("pushing").to("openrouter:streaming?streamTo=direct:sink");
                from("direct:sink").routeId("sink").process(exchange -> see(exchange, null));
            }
        };
    }

    private void see(Exchange exchange, Exception third) throws Exception {
        seen.add(exchange.getMessage().getBody(ChatChunk.class).text());
        if (third != null && seen.size() == 3) {
            throw third;
        }
    }

    private void take(ChatStream stream, int most) {
        for (int i = 0; i < most && stream.hasNext(); i++) {
            seen.add(stream.next().text());
        }
    }

    @BeforeEach
    void nothingSeenYet() {
        seen.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "unread", "stopped", "handled", "elsewhere", "iterating", "bytes", "push"})
    void however_a_route_leaves_a_stream_the_server_sees_it_within_two_chunks(String way) throws Exception {
        simulator.enqueue(ENDLESS);

        Exchange exchange = send("direct:" + way, "hello");

        RecordedRequest request = simulator.takeRequest(SHORT);
        assertThat(request.awaitDisconnect(Duration.ofMillis(250))).isTrue();
        assertThat(seen).hasSize(way.equals("unread") ? 0 : 3);
        assertThat(request.writes()).isLessThanOrEqualTo(Math.max(1, seen.size()) + 2);
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
        boolean fails = List.of("stopped", "elsewhere", "iterating", "push").contains(way);
        assertThat(exchange.isFailed()).isEqualTo(fails);
        if (fails) {
            assertThat(exchange.getException()).hasStackTraceContaining("IOException");
        }
        if (way.equals("handled")) {
            assertThat(exchange.getMessage().getBody()).isEqualTo("handled");
        }
    }

    @Test
    void a_stream_that_was_handed_over_lives_until_its_reader_is_done() throws Exception {
        simulator.enqueue(Reply.sse(Wire.chunks(20)).pause(Duration.ofMillis(5)).thenSse(Wire.finish(), Wire.DONE));

        send("direct:seda", "hello");

        await().atMost(SHORT.multipliedBy(3)).until(() -> seen.size() == 21);
        assertThat(simulator.takeRequest(SHORT).disconnected()).isFalse();
    }

    @Test
    void a_stream_that_was_handed_over_and_left_is_cut() throws Exception {
        simulator.enqueue(ENDLESS);

        send("direct:seda", "hello", java.util.Map.of("most", 3));

        assertThat(simulator.takeRequest(SHORT).awaitDisconnect(SHORT)).isTrue();
        assertThat(seen).hasSize(3);
    }

    @Test
    void who_sends_straight_to_the_endpoint_owns_the_stream() throws Exception {
        simulator.enqueue(ENDLESS);

        ChatStream stream = send("openrouter:streaming", "hello").getMessage().getBody(ChatStream.class);

        RecordedRequest request = simulator.takeRequest(SHORT);
        take(stream, 5);
        assertThat(seen).hasSize(5);
        assertThat(request.disconnected()).isFalse();
        stream.close();
        assertThat(request.awaitDisconnect(Duration.ofMillis(250))).isTrue();
        assertThat(stream.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "completion", "pushing"})
    void stopping_a_route_cuts_its_call_and_ends_its_exchange(String route) throws Exception {
        simulator.enqueue(route.equals("completion") ? Reply.hang() : ENDLESS);
        Future<Exchange> running = template.asyncSend(
                "direct:" + route, exchange -> exchange.getIn().setBody("hello"));
        RecordedRequest request = simulator.takeRequest(SHORT);
        if (!route.equals("completion")) {
            await().atMost(SHORT).until(() -> seen.size() > 2);
        }

        context.getRouteController().stopRoute(route, 100, TimeUnit.MILLISECONDS);

        assertThat(request.awaitDisconnect(SHORT)).isTrue();
        Exchange ended = running.get(2, TimeUnit.SECONDS);
        assertThat(ended.isFailed()).isTrue();
        if (!route.equals("slow")) {
            assertThat(ended.getException(OpenRouterException.class).getErrorType())
                    .isEqualTo("stopped");
        }
    }

    @Test
    void stopping_the_context_ends_every_exchange_and_closes_every_connection() throws Exception {
        simulator.enqueue(Reply.hang(), Reply.hang(), ENDLESS);
        List<Future<Exchange>> running = new ArrayList<>();
        for (String route : List.of("completion", "completion", "pushing")) {
            running.add(template.asyncSend(
                    "direct:" + route, exchange -> exchange.getIn().setBody("hello")));
            simulator.takeRequest(SHORT);
        }
        context.getShutdownStrategy().setTimeout(200);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        long start = System.nanoTime();

        context.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        for (Future<Exchange> exchange : running) {
            assertThat(exchange.get(2, TimeUnit.SECONDS).isFailed()).isTrue();
        }
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
    }
}
