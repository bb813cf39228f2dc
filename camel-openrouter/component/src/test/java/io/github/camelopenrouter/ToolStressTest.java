package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many loops at a time, tools that behave badly, and ends at any moment: each exchange ends once, and nothing is left. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolStressTest {
    private static final int LOOPS = 400;

    private final RunningContext running = new RunningContext(new Tools());
    /** Calls of the tool that waits, each to be ended by the test. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicInteger pushed = new AtomicInteger();
    private final ProducerTemplate template = running.context.createProducerTemplate();

    @BeforeEach
    void sendWithoutThreads() {
        template.setThreadedAsyncMode(false);
    }

    @AfterEach
    void close() {
        endWaiting();
        running.close();
    }

    private void endWaiting() {
        for (Runnable end = waiting.poll(); end != null; end = waiting.poll()) {
            end.run();
        }
    }

    private void untilNothingRuns() {
        await().atMost(60, TimeUnit.SECONDS)
                .until(
                        () -> {
                            endWaiting();
                            return running.context.getInflightRepository().size();
                        },
                        size -> size == 0);
    }

    /** Holds no thread, and ends where the test says. */
    private final class Waits extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            waiting.add(() -> {
                exchange.getMessage().setBody("waited");
                callback.done(false);
            });
            return false;
        }
    }

    /** Says twice that it is done. */
    private static final class Twice extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            OwnThread.EACH.execute(() -> {
                callback.done(false);
                callback.done(false);
            });
            return false;
        }
    }

    private final class Tools extends RouteBuilder {
        @Override
        public void configure() {
            from("openrouter:tool?name=waits&description=Waits")
                    .routeId("waits")
                    .process(new Waits());
            from("openrouter:tool?name=twice&description=Twice")
                    .setBody(constant("twice"))
                    .process(new Twice());
            from("openrouter:tool?name=quick&description=Quick")
                    .routeId("quick")
                    .setBody(constant("quick"));
            from("openrouter:tool?name=errs&description=Errs&parameter.kind=string")
                    .errorHandler(noErrorHandler())
                    .process(exchange -> {
                        String kind = String.valueOf(exchange.getMessage()
                                .getBody(java.util.Map.class)
                                .get("kind"));
                        switch (kind) {
                            case "memory" -> throw new OutOfMemoryError("made up");
                            case "stack" -> throw new StackOverflowError();
                            case "link" -> throw new NoClassDefFoundError("made/up");
                            default -> throw new IllegalStateException("made up");
                        }
                    });
            from("direct:loop").routeId("loop").to("openrouter:completion?tools=waits,quick");
            from("direct:plain").routeId("plain").to("openrouter:completion");
            from("direct:push").routeId("push").to("openrouter:streaming?tools=waits,quick&streamTo=direct:chunk");
            from("direct:chunk").process(exchange -> pushed.incrementAndGet());
        }
    }

    private List<CompletableFuture<Exchange>> send(String uri, int times) {
        return IntStream.range(0, times)
                .mapToObj(i ->
                        template.asyncSend(uri, exchange -> exchange.getIn().setBody("hello")))
                .toList();
    }

    private CompletableFuture<Exchange> send(String uri) {
        return send(uri, 1).get(0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("OpenRouter"))
                .count();
    }

    private static Exchange ended(CompletableFuture<Exchange> sent) throws Exception {
        return sent.get(60, TimeUnit.SECONDS);
    }

    /** Asks for a tool until there are as many results as rounds. */
    private void answer(String tool, int rounds) {
        running.simulator.replyWith(request -> {
            int results = request.text().split("\"role\":\"tool\"", -1).length - 1;
            boolean streams = request.text().contains("\"stream\":true");
            return results < rounds
                    ? streams
                            ? streamed("0.01", "Wait. ", call("c" + results, tool, "{}"))
                            : calls("0.01", call("c" + results, tool, "{}"))
                    : streams ? streamed("0.01", "Done.") : text("0.01", "Done.");
        });
    }

    // ---- many

    @Test
    void loops_in_flight_need_no_more_threads_than_as_many_completions() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).heldUntil(answer));
        List<CompletableFuture<Exchange>> plain = send("direct:plain", LOOPS);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> running.simulator.requests().size() == LOOPS);
        long threads = threads();
        answer.countDown();
        for (CompletableFuture<Exchange> sent : plain) {
            ended(sent);
        }
        running.simulator.reset();
        answer("waits", 2);

        List<CompletableFuture<Exchange>> loops = send("direct:loop", LOOPS);
        long most = 0;
        for (int round = 1; round <= 2; round++) {
            await().atMost(60, TimeUnit.SECONDS).until(waiting::size, size -> size == LOOPS);
            most = Math.max(most, threads());
            // no more than these: those of the next round may come while they end
            for (int loop = 0; loop < LOOPS; loop++) {
                waiting.remove().run();
            }
        }

        for (CompletableFuture<Exchange> sent : loops) {
            assertThat(ended(sent).getMessage().getBody()).isEqualTo("Done.");
        }
        // threads of routes come and go by themselves: a burst on a loaded machine makes a few more
        assertThat(most).isLessThanOrEqualTo(Math.max(threads, 10) + 30);
        assertThat(running.simulator.requests()).hasSize(3 * LOOPS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:loop", "direct:push"})
    void loops_side_by_side_all_end_with_all_their_rounds(String uri) throws Exception {
        answer("quick", 3);

        List<CompletableFuture<Exchange>> loops = send(uri, 200);

        for (CompletableFuture<Exchange> sent : loops) {
            Exchange exchange = ended(sent);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TOOL_ROUNDS))
                    .isEqualTo(4);
        }
        assertThat(running.simulator.requests()).hasSize(800);
        untilNothingRuns();
    }

    // ---- tools that behave badly

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stack", "link", "plain"})
    void a_tool_that_throws_anything_is_a_tool_that_failed(String kind) throws Exception {
        running.simulator.enqueue(
                calls("0.01", call("c1", "errs", "{\"kind\":\"" + kind + "\"}")), text("0.01", "Done."));

        Exchange exchange = ended(send("openrouter:completion?tools=errs"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(running.simulator.requests().get(1).text()).contains("The tool failed");
        untilNothingRuns();
    }

    @Test
    void a_tool_that_says_twice_that_it_is_done_is_heard_once() throws Exception {
        answerTwice("twice");

        Exchange exchange = ended(send("openrouter:completion?tools=twice"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        assertThat(running.simulator.requests()).hasSize(2);
        assertThat(running.simulator.requests().get(1).json().path("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "tool");
    }

    private void answerTwice(String tool) {
        running.simulator.enqueue(calls("0.01", call("c1", tool, "{}")), text("0.01", "Done."));
    }

    @Test
    void a_tool_that_ends_after_its_time_changes_nothing_any_more() throws Exception {
        answerTwice("waits");

        Exchange exchange = ended(send("openrouter:completion?tools=waits&toolTimeout=50"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Done.");
        untilNothingRuns();
        assertThat(running.simulator.requests()).hasSize(2);
        assertThat(running.simulator.requests().get(1).text())
                .contains("within 50 ms")
                .doesNotContain("waited");
    }

    @Test
    void the_time_of_all_rounds_ends_a_tool_that_never_ends() throws Exception {
        running.simulator.enqueue(calls("0.01", call("c1", "waits", "{}")));

        Exchange exchange = ended(send("openrouter:completion?tools=waits&toolTimeout=0&maxToolTime=100"));

        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        assertThat(running.simulator.requests()).hasSize(1);
    }

    // ---- the end at any moment

    /** Chunks of one loop: text, the call, its result, text, the last. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true", "5, true"})
    void a_stream_that_is_closed_at_any_moment_leaves_nothing(int chunks, boolean toolEnds) throws Exception {
        answer("waits", 1);
        Exchange exchange = running.send("openrouter:streaming?tools=waits", "hello");

        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            for (int read = 0; read < chunks; read++) {
                if (read == 2) {
                    await().atMost(60, TimeUnit.SECONDS).until(() -> !waiting.isEmpty());
                    endWaiting();
                }
                ChatChunk chunk = stream.next();
                assertThat(chunk.index()).isEqualTo(read);
            }
        }

        // a tool that ends after the stream asks nobody any more
        untilNothingRuns();
        assertThat(running.simulator.requests().size()).isLessThanOrEqualTo(toolEnds ? 2 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "push"})
    void a_route_that_stops_while_tools_run_ends_its_exchanges_and_asks_no_more(String route) throws Exception {
        answer("waits", 1);
        List<CompletableFuture<Exchange>> sent = send("direct:" + route, 20);
        await().atMost(60, TimeUnit.SECONDS).until(() -> waiting.size() == 20);

        running.context.getRouteController().stopRoute(route, 100, TimeUnit.MILLISECONDS);

        for (CompletableFuture<Exchange> one : sent) {
            assertThat(ended(one).getException()).isInstanceOf(OpenRouterException.class);
        }
        untilNothingRuns();
        assertThat(running.simulator.requests()).hasSize(20);
    }

    @Test
    void a_tool_whose_route_stops_between_two_rounds_is_told_to_be_gone() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        running.simulator.enqueue(calls("0.01", call("c1", "quick", "{}")).heldUntil(stopped), text("0.01", "Done."));
        CompletableFuture<Exchange> sent = send("direct:loop");
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> running.simulator.requests().size() == 1);

        running.context.getRouteController().stopRoute("quick");
        stopped.countDown();

        assertThat(ended(sent).getMessage().getBody()).isEqualTo("Done.");
        assertThat(running.simulator.requests().get(1).text()).contains("The tool is not there any more.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:loop", "direct:push"})
    void a_component_that_stops_while_tools_run_ends_the_exchanges(String uri) throws Exception {
        answer("waits", 1);
        List<CompletableFuture<Exchange>> sent = send(uri, 20);
        await().atMost(60, TimeUnit.SECONDS).until(() -> waiting.size() == 20);

        running.context.getComponent("openrouter").stop();

        for (CompletableFuture<Exchange> one : sent) {
            assertThat(ended(one).getException()).isNotNull();
        }
        endWaiting();
        assertThat(running.simulator.requests()).hasSize(20);
    }

    @Test
    void a_context_that_stops_lets_a_loop_end_whose_tool_ends() throws Exception {
        answer("waits", 1);
        CompletableFuture<Exchange> sent = send("direct:loop");
        await().atMost(60, TimeUnit.SECONDS).until(() -> waiting.size() == 1);

        CompletableFuture<Void> stop = CompletableFuture.runAsync(running.context::stop, OwnThread.EACH);
        await().atMost(60, TimeUnit.SECONDS).until(() -> running.context.isStopping() || running.context.isStopped());
        endWaiting();

        Exchange exchange = ended(sent);
        stop.get(60, TimeUnit.SECONDS);
        // either the model was asked once more, or it is said that it was not
        assertThat(
                        exchange.getException() == null
                                ? exchange.getMessage().getBody(String.class)
                                : ((OpenRouterException) exchange.getException()).getErrorType())
                .isIn("Done.", "stopped", "stopping");
    }

    @Test
    void a_context_that_stops_ends_a_loop_whose_tool_never_ends() throws Exception {
        answer("waits", 1);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>(send("direct:loop", 5));
        sent.addAll(send("direct:push", 5));
        await().atMost(60, TimeUnit.SECONDS).until(() -> waiting.size() == 10);

        running.context.getShutdownStrategy().setTimeout(1);
        running.context.stop();

        for (CompletableFuture<Exchange> one : sent) {
            assertThat(ended(one).getException()).isNotNull();
        }
        assertThat(running.simulator.requests()).hasSize(10);
    }
}
