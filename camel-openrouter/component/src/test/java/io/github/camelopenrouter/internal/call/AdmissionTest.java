package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a condition around an attempt hears, and what it may do. */
class AdmissionTest {
    private static final String CHUNK = "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n";

    @RegisterExtension
    static final OpenRouterSimulatorExtension openrouter = new OpenRouterSimulatorExtension();

    private final OpenRouterSimulator simulator = openrouter.simulator();
    private final Engine engine = new Engine();
    private final Recording first = new Recording();
    private final Recording second = new Recording();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_call_without_admission_is_sent_at_once() throws Exception {
        assertThat(AdmissionChain.of(List.of())).isNull();
        assertThat(engine.complete(command(null, Engine.NO_LIMITS)).text()).isNotEmpty();
    }

    @Test
    void nothing_is_sent_before_the_permit_is_there() throws Exception {
        first.hold();
        Engine.Told told = engine.complete(command(first, Engine.NO_LIMITS));

        assertThat(first.asked).hasSize(1);
        assertThat(simulator.requests()).isEmpty();
        first.asked.get(0).complete(first);
        assertThat(told.text()).isNotEmpty();
        assertThat(first.ended).extracting(Admission.Result::good).containsExactly(true);
    }

    @Test
    void the_permit_knows_the_generation_and_what_it_cost_before_the_listener_hears_of_the_answer() throws Exception {
        Engine.Told told = engine.complete(command(first, Engine.NO_LIMITS));

        told.answer.thenAccept(response -> assertThat(first.ended).hasSize(1)).get(5, TimeUnit.SECONDS);
        assertThat(first.ended.get(0).usage().cost()).isPositive();
        assertThat(first.ids).containsExactly(first.ended.get(0).generationId()).doesNotContainNull();
    }

    @Test
    void all_permits_hear_of_the_first_content_once_and_of_a_failure_without_content_never() throws Exception {
        Admission both = AdmissionChain.of(List.of(first, second));
        Engine.Told told = engine.complete(command(both, Engine.NO_LIMITS));
        assertThat(told.text()).isNotEmpty();
        simulator.enqueue(Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"busy\"}}"));
        assertThat(engine.complete(command(both, Engine.NO_LIMITS)).failure()).isNotNull();

        assertThat(first.contents).hasValue(1);
        assertThat(second.contents).hasValue(1);
    }

    @Test
    void a_permit_that_throws_at_its_end_keeps_no_other_from_being_returned() {
        Admission odd = facts -> CompletableFuture.completedFuture(result -> {
            throw new AssertionError("odd");
        });
        Admission.Permit all = AdmissionChain.of(List.of(first, odd, odd, second))
                .ask(CallFacts.NONE)
                .join();

        all.ended(null);

        assertThat(first.ended).hasSize(1);
        assertThat(second.ended).hasSize(1);
    }

    @Test
    void every_attempt_asks_again() throws Exception {
        simulator.enqueue(Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"busy\"}}"));
        Engine.Told told = engine.complete(command(first, Engine.retries(2)));

        assertThat(told.text()).isNotEmpty();
        assertThat(first.asked).hasSize(2);
        assertThat(first.ended).extracting(Admission.Result::good).containsExactly(false, true);
    }

    @Test
    void a_refusal_fails_the_call_and_sends_nothing() {
        first.hold();
        Engine.Told told = engine.complete(command(first, Engine.NO_LIMITS));
        first.asked.get(0).completeExceptionally(refusal());

        assertThat(told.failure()).isInstanceOf(NotAdmittedException.class);
        assertThat(told.failure().getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(first.ended).isEmpty();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void an_admission_that_breaks_fails_the_call_and_sends_nothing() {
        Admission broken = facts -> {
            throw new IllegalStateException("no database");
        };
        Engine.Told told = engine.complete(command(broken, Engine.NO_LIMITS));

        assertThat(told.failure().getErrorType()).isEqualTo("not_admitted");
        assertThat(told.failure()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void what_the_first_gave_is_returned_where_the_second_refuses() {
        second.hold();
        Engine.Told told = engine.complete(command(AdmissionChain.of(List.of(first, second)), Engine.NO_LIMITS));
        second.asked.get(0).completeExceptionally(refusal());

        assertThat(told.failure()).isInstanceOf(NotAdmittedException.class);
        assertThat(first.ended)
                .extracting(result -> result.failure().getOutcome())
                .containsExactly(Outcome.NOT_SENT);
    }

    @Test
    void a_call_that_is_cancelled_while_it_waits_withdraws_and_sends_nothing() {
        second.hold();
        Engine.Told told = engine.complete(command(AdmissionChain.of(List.of(first, second)), Engine.NO_LIMITS));
        told.call.cancel("stopped", "the route was stopped");

        assertThat(told.failure().getErrorType()).isEqualTo("stopped");
        assertThat(told.failure().getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(second.asked.get(0)).isCancelled();
        await().untilAsserted(() -> assertThat(first.ended).hasSize(1));
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void the_deadline_ends_the_wait_for_a_permit() {
        first.hold();
        Engine.Told told = engine.complete(command(first, Engine.NO_LIMITS, Duration.ofMillis(50)));

        assertThat(told.failure().getErrorType()).isEqualTo("total_timeout");
        assertThat(told.failure().getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(first.asked.get(0)).isCancelled();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void the_permit_of_a_stream_ends_with_the_stream_and_not_with_its_head() {
        simulator.enqueue(Reply.sse(CHUNK).thenHang());
        ChatStream stream = engine.open(command(first, Engine.NO_LIMITS));

        assertThat(first.ids).hasSize(1);
        assertThat(first.ended).isEmpty();
        stream.close();
        await().untilAsserted(() -> assertThat(first.ended).hasSize(1));
    }

    private static OpenRouterException refusal() {
        return new NotAdmittedException(ErrorDetails.notSent("OpenRouter: full", "queue_full"), null);
    }

    private OpenRouterClient.Command command(Admission admission, CallSettings settings) {
        return command(admission, settings, null);
    }

    private OpenRouterClient.Command command(Admission admission, CallSettings settings, Duration deadline) {
        OpenRouterClient.Command plain = Engine.command(simulator.baseUrl(), settings, deadline);
        return new OpenRouterClient.Command(
                plain.uri(), plain.headers(), plain.body(), settings, deadline, CallFacts.NONE, admission);
    }

    /** Gives a permit at once, unless it was told to hold it, and notes what becomes of it. */
    private static final class Recording implements Admission, Admission.Permit {
        final List<CompletableFuture<Permit>> asked = new CopyOnWriteArrayList<>();
        final List<Result> ended = new CopyOnWriteArrayList<>();
        final List<String> ids = new CopyOnWriteArrayList<>();
        final AtomicInteger contents = new AtomicInteger();
        private boolean holding;

        void hold() {
            holding = true;
        }

        @Override
        public CompletableFuture<Permit> ask(CallFacts facts) {
            CompletableFuture<Permit> future =
                    holding ? new CompletableFuture<>() : CompletableFuture.completedFuture(this);
            asked.add(future);
            return future;
        }

        @Override
        public void answering(String generationId) {
            ids.add(String.valueOf(generationId));
        }

        @Override
        public void content() {
            contents.incrementAndGet();
        }

        @Override
        public void ended(Result result) {
            ended.add(result);
        }
    }
}
