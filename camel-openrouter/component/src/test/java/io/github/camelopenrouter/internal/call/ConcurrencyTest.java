package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.Wire;
import io.github.camelopenrouter.internal.call.Engine.Told;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many calls, and calls whose ends race with each other. */
class ConcurrencyTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final Engine engine = new Engine();

    @AfterEach
    void close() {
        engine.close();
        simulator.close();
    }

    @Test
    void a_server_that_closes_after_every_answer_costs_connections_but_no_answer() throws Exception {
        String json = Wire.completion("ok");
        simulator.replyWith(request -> Reply.json(json).contentLength(json.length()));
        for (int round = 0; round < 40; round++) {
            List<Told> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(engine.complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS)));
            }
            for (Told call : calls) {
                assertThat(call.text()).isEqualTo("ok");
            }
        }
        assertThat(simulator.requests()).hasSize(2000);
        assertThat(simulator.connectionCount()).isEqualTo(2000);
        assertThat(simulator.awaitNoOpenConnections(SHORT)).isTrue();
    }

    @Test
    void a_call_whose_cancellation_races_with_its_answer_ends_exactly_once() throws Exception {
        List<Told> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            CountDownLatch answer = new CountDownLatch(1);
            simulator.enqueue(Reply.json(Wire.completion("ok")).heldUntil(answer));
            Told told = engine.complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
            simulator.takeRequest(SHORT);
            answer.countDown();
            // the simulator looks every 2 ms
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
            told.call.cancel("cancelled", "enough");
            calls.add(told);
        }

        for (Told told : calls) {
            told.answer.handle((answer, failure) -> null).get(2, TimeUnit.SECONDS);
        }
        assertThat(calls).allMatch(told -> told.ends.get() == 1);
        assertThat(calls).anyMatch(told -> told.answer.isCompletedExceptionally());
        await().atMost(SHORT).until(() -> simulator.openConnections() <= 1);
    }

    @Test
    void a_call_that_is_cancelled_at_any_stage_leaves_no_connection_and_ends_exactly_once() throws Exception {
        simulator.replyWith(request -> Reply.sse(Wire.chunk("x")).thenHang());
        List<Told> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Told told = engine.complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
            told.call.cancel("cancelled", "enough");
            calls.add(told);
        }

        for (Told told : calls) {
            assertThat(told.failure().getErrorType()).isEqualTo("cancelled");
        }
        assertThat(calls).allMatch(told -> told.ends.get() == 1);
        assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void a_silent_stream_that_is_cancelled_is_cut_at_once() throws Exception {
        for (int i = 0; i < 50; i++) {
            simulator.enqueue(Reply.sse(Wire.chunk("x")).thenHang());
            ChatStream stream = engine.open(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
            RecordedRequest request = simulator.takeRequest(SHORT);

            stream.close();

            assertThat(request.awaitDisconnect(Duration.ofMillis(250))).isTrue();
        }
    }

    @Test
    void closing_the_transport_ends_every_running_call() throws Exception {
        simulator.replyWith(request -> Reply.hang());
        List<Told> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(engine.complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS)));
            simulator.takeRequest(SHORT);
        }

        engine.transport.close();

        for (Told told : calls) {
            assertThat(told.failure().isRetryable()).isFalse();
            assertThat(told.ends).hasValue(1);
        }
        Told late = engine.complete(Engine.command(simulator.baseUrl(), Engine.NO_LIMITS));
        assertThat(late.failure().getOutcome()).isEqualTo(io.github.camelopenrouter.error.Outcome.NOT_SENT);
    }
}
