package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of calls that run and of calls that wait when a route or the context stops. */
class StopTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private final RunningContext running = new RunningContext(new RouteBuilder() {
        @Override
        public void configure() {
            from("direct:one").routeId("one").to("openrouter:completion?maxInFlight=3");
            from("direct:two").routeId("two").to("openrouter:completion?maxInFlight=3");
            from("direct:dynamic").routeId("dynamic").toD("openrouter:completion?maxInFlight=3&user=${body}");
            from("direct:stream").routeId("stream").to("openrouter:streaming?maxInFlight=3");
            from("direct:retry").routeId("retry").to("openrouter:completion?maxRetries=5");
        }
    });

    @AfterEach
    void close() {
        answer.countDown();
        running.close();
    }

    private List<CompletableFuture<Exchange>> send(String uri, int times) {
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sent.add(
                    running.template.asyncSend(uri, exchange -> exchange.getIn().setBody("hello")));
        }
        return sent;
    }

    private static OpenRouterException failure(CompletableFuture<Exchange> sent) throws Exception {
        return sent.get(5, TimeUnit.SECONDS).getException(OpenRouterException.class);
    }

    private static void assertStopped(List<CompletableFuture<Exchange>> waiting) throws Exception {
        for (CompletableFuture<Exchange> sent : waiting) {
            assertThat(failure(sent))
                    .isInstanceOf(NotAdmittedException.class)
                    .extracting(OpenRouterException::getErrorType, OpenRouterException::getOutcome)
                    .containsExactly("stopping", Outcome.NOT_SENT);
        }
    }

    private void hold() {
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:one", "direct:dynamic"})
    void a_context_that_stops_fails_what_waits_at_once_and_lets_finish_what_runs(String uri) throws Exception {
        hold();
        List<CompletableFuture<Exchange>> sent = send(uri, 8);
        await().until(() -> running.simulator.requests().size() == 3);

        long start = System.nanoTime();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(running.context::stop, OwnThread.EACH);
        await().until(() -> sent.stream().filter(CompletableFuture::isDone).count() == 5);

        assertThat(stop).isNotDone();
        List<CompletableFuture<Exchange>> waiting =
                sent.stream().filter(CompletableFuture::isDone).toList();
        assertStopped(waiting);
        answer.countDown();
        stop.get(10, TimeUnit.SECONDS);
        // Camel looks once a second whether all are done
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        for (CompletableFuture<Exchange> ran : sent) {
            if (!waiting.contains(ran)) {
                assertThat(ran.get(5, TimeUnit.SECONDS).getMessage().getBody(String.class))
                        .isEqualTo("Paris");
            }
        }
        assertThat(running.simulator.requests()).hasSize(3);
    }

    @Test
    void a_route_that_stops_fails_only_its_own_calls_that_wait_and_works_again_when_started() throws Exception {
        hold();
        running.component("shared", component -> component.getConfiguration().setMaxInFlight(1));
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:first").routeId("first").to("shared:completion?model=a/b");
                from("direct:second").routeId("second").to("shared:completion?model=a/b");
            }
        });
        CompletableFuture<Exchange> runs = send("direct:second", 1).get(0);
        await().until(() -> running.simulator.requests().size() == 1);
        List<CompletableFuture<Exchange>> mine = send("direct:first", 3);
        List<CompletableFuture<Exchange>> others = send("direct:second", 2);
        OpenRouterComponent shared = running.context.getComponent("shared", OpenRouterComponent.class);
        await().until(() -> shared.getQueued() == 5);

        running.context.getRouteController().stopRoute("first");

        assertStopped(mine);
        assertThat(others).noneMatch(CompletableFuture::isDone);
        answer.countDown();
        running.context.getRouteController().startRoute("first");
        for (CompletableFuture<Exchange> sent : List.of(
                runs, others.get(0), others.get(1), send("direct:first", 1).get(0))) {
            assertThat(failure(sent)).isNull();
        }
    }

    @Test
    void a_stop_that_takes_too_long_cuts_calls_and_streams_that_run() throws Exception {
        running.context.getShutdownStrategy().setTimeout(1);
        running.simulator.replyWith(request -> request.text().contains("\"stream\":true")
                ? Reply.sse(Wire.chunk("Pa")).thenHang()
                : Reply.hang());
        List<CompletableFuture<Exchange>> calls = send("direct:one", 2);
        List<CompletableFuture<Exchange>> streams = send("direct:stream", 1);
        await().until(() -> running.simulator.requests().size() == 3);

        long start = System.nanoTime();
        running.context.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        for (CompletableFuture<Exchange> call : calls) {
            assertThat(failure(call).getErrorType()).isEqualTo("stopped");
        }
        assertThat(streams.get(0)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(running.simulator.awaitNoOpenConnections(Duration.ofSeconds(5)))
                .isTrue();
        assertThat(running.simulator.requests()).hasSize(3);
    }

    @Test
    void a_call_that_waits_for_its_next_attempt_ends_with_the_failure_it_has() throws Exception {
        running.simulator.replyWith(request -> Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"slow\"}}")
                .header("Retry-After", "30"));
        CompletableFuture<Exchange> sent = send("direct:retry", 1).get(0);
        await().until(() ->
                running.simulator.requests().size() == 1 && running.simulator.openConnections() <= 1 && !sent.isDone());

        running.context.getRouteController().stopRoute("retry");

        assertThat(failure(sent).getStatusCode()).isEqualTo(429);
        assertThat(running.simulator.requests()).hasSize(1);
    }

    @Test
    void after_a_stop_and_a_start_everything_works_again() throws Exception {
        hold();
        List<CompletableFuture<Exchange>> sent = send("direct:one", 5);
        await().until(() -> running.simulator.requests().size() == 3);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> running.context.suspend(), OwnThread.EACH);
        answer.countDown();
        stop.get(10, TimeUnit.SECONDS);
        running.context.resume();
        for (CompletableFuture<Exchange> each : sent) {
            assertThat(failure(each)).isNull();
        }
        running.context.getRouteController().stopRoute("one");
        running.context.getRouteController().startRoute("one");
        for (CompletableFuture<Exchange> each : send("direct:one", 10)) {
            assertThat(failure(each)).isNull();
        }
    }
}
