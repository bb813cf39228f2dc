package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.Admission.Permit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who is let through, when, and who is told no. */
class GateTest {
    private final ManualTime time = new ManualTime();

    private Gate gate(int most, int maxQueued, Duration timeout) {
        return Gate.local(new GateSettings(most, false, null, null, maxQueued, timeout), time.parts());
    }

    private static List<CompletableFuture<Permit>> ask(Gate gate, int times) {
        return IntStream.range(0, times).mapToObj(i -> gate.ask(Ask.FACTS)).toList();
    }

    @Test
    void no_more_than_maxInFlight_go_at_the_same_time_however_long_they_take() {
        Gate gate = gate(2, 100, null);
        List<CompletableFuture<Permit>> asked = ask(gate, 50);
        int most = 0;

        for (int i = 0; i < 50; i++) {
            assertThat(asked.stream().filter(CompletableFuture::isDone)).hasSize(Math.min(50, i + 2));
            most = Math.max(most, gate.inFlight());
            // longer than any window in which somebody could have counted
            time.advance(Duration.ofSeconds(30));
            Ask.permit(asked.get(i)).ended(Ask.good());
        }

        assertThat(most).isEqualTo(2);
        assertThat(gate.inFlight()).isZero();
        assertThat(gate.admitted()).isEqualTo(50);
        assertThat(gate.longestWait()).isEqualTo(Duration.ofSeconds(30 * 48));
    }

    @Test
    void who_came_first_goes_first() {
        Gate gate = gate(1, 100, null);
        Permit permit = Ask.permit(gate);
        List<Integer> order = new ArrayList<>();
        List<Permit> given = new ArrayList<>(List.of(permit));
        for (int i = 0; i < 20; i++) {
            int number = i;
            gate.ask(Ask.FACTS).thenAccept(next -> {
                order.add(number);
                given.add(next);
            });
        }

        for (int i = 0; i <= 20; i++) {
            given.get(i).ended(Ask.good());
        }

        assertThat(order).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void a_full_queue_refuses_and_says_which_option_is_in_the_way() {
        Gate gate = gate(1, 2, null);
        ask(gate, 3);

        var refusal = Ask.refusal(gate.ask(Ask.FACTS));

        assertThat(refusal.getErrorType()).isEqualTo("queue_full");
        assertThat(refusal).hasMessageContaining("maxQueued=2");
        assertThat(refusal.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(refusal.details().retry()).isEqualTo(Retry.YES);
        assertThat(gate.refused()).isEqualTo(1);
        assertThat(gate.queued()).isEqualTo(2);
    }

    @Test
    void without_a_queue_who_need_not_wait_goes_and_who_would_is_refused() {
        Gate gate = gate(2, 0, null);

        Permit permit = Ask.permit(gate);
        Ask.permit(gate);
        assertThat(Ask.refusal(gate.ask(Ask.FACTS)).getErrorType()).isEqualTo("queue_full");
        permit.ended(Ask.good());
        Ask.permit(gate);
    }

    @Test
    void who_waits_too_long_is_refused_and_the_others_wait_on() {
        Gate gate = gate(1, 10, Duration.ofSeconds(10));
        Permit running = Ask.permit(gate);
        CompletableFuture<Permit> early = gate.ask(Ask.FACTS);
        time.advance(Duration.ofSeconds(6));
        CompletableFuture<Permit> late = gate.ask(Ask.FACTS);
        time.advance(Duration.ofSeconds(4));

        var refusal = Ask.refusal(early);
        assertThat(refusal.getErrorType()).isEqualTo("queue_timeout");
        assertThat(refusal).hasMessageContaining("queueTimeout=10000");
        assertThat(late).isNotDone();
        running.ended(Ask.good());
        assertThat(late).isCompleted();
        time.advance(Duration.ofSeconds(10));
        assertThat(gate.refused()).isEqualTo(1);
    }

    @Test
    void a_permit_counts_once_however_often_it_ends() {
        Gate gate = gate(1, 10, null);
        Permit permit = Ask.permit(gate);
        permit.ended(Ask.good());
        permit.ended(Ask.failed(503));

        assertThat(gate.inFlight()).isZero();
        Ask.permit(gate);
        assertThat(gate.ask(Ask.FACTS)).isNotDone();
    }

    @Test
    void who_gives_up_leaves_the_queue_at_once_and_is_not_counted_as_refused() {
        Gate gate = gate(1, 2, null);
        Permit running = Ask.permit(gate);
        CompletableFuture<Permit> first = gate.ask(Ask.FACTS);
        CompletableFuture<Permit> second = gate.ask(Ask.FACTS);
        first.cancel(false);

        assertThat(gate.queued()).isEqualTo(1);
        gate.ask(Ask.FACTS);
        running.ended(Ask.good());
        assertThat(second).isCompleted();
        assertThat(gate.refused()).isZero();
    }

    @Test
    void ten_thousand_that_end_as_soon_as_they_begin_do_not_build_a_tower_of_calls() {
        Gate gate = gate(1, 100_000, null);
        Permit running = Ask.permit(gate);
        List<Integer> depths = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            gate.ask(Ask.FACTS).thenAccept(permit -> {
                depths.add(new Throwable().getStackTrace().length);
                permit.ended(Ask.notSent());
            });
        }

        running.ended(Ask.good());

        assertThat(depths).hasSize(10_000);
        assertThat(depths.get(9_999)).isLessThan(depths.get(0) + 20);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void ten_thousand_that_wait_need_one_timer_and_no_thread() {
        Gate gate = gate(1, 10_000, Duration.ofMinutes(1));
        int threads = Thread.activeCount();
        List<CompletableFuture<Permit>> asked = ask(gate, 10_001);

        assertThat(gate.queued()).isEqualTo(10_000);
        assertThat(time.scheduled()).isEqualTo(1);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        time.advance(Duration.ofMinutes(1));
        assertThat(asked.subList(1, 10_001)).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(gate.queued()).isZero();
    }

    @Test
    void a_closed_gate_refuses_who_waits_and_who_comes_and_lets_end_what_runs() {
        Gate gate = gate(1, 10, Duration.ofMinutes(1));
        Permit running = Ask.permit(gate);
        CompletableFuture<Permit> waiting = gate.ask(Ask.FACTS);

        gate.close();

        assertThat(Ask.refusal(waiting).getErrorType()).isEqualTo("stopping");
        assertThat(Ask.refusal(gate.ask(Ask.FACTS)).getErrorType()).isEqualTo("stopping");
        running.ended(Ask.good());
        assertThat(gate.inFlight()).isZero();
        assertThat(time.scheduled()).isZero();
    }

    @Test
    void a_limit_that_cannot_be_is_named() {
        assertThatThrownBy(() -> Ask.inFlight(0)).hasMessageContaining("maxInFlight must be at least 1, not 0");
        assertThatThrownBy(() -> Ask.rate(-1, null)).hasMessageContaining("requestsPerMinute");
        assertThatThrownBy(() -> Ask.rate(null, 0L)).hasMessageContaining("tokensPerMinute");
        assertThatThrownBy(() -> new GateSettings(1, false, null, null, -1, null))
                .hasMessageContaining("maxQueued");
        assertThatThrownBy(() -> new GateSettings(null, true, 10, null, 1, null))
                .hasMessageContaining("adaptiveConcurrency needs the option maxInFlight");
    }

    /** Refuses every task, as a timer does that has been shut down. */
    private static LimitParts stoppedTimer(ManualTime time) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.shutdown();
        return new LimitParts(timer, time::nanoTime);
    }

    @Test
    void who_would_wait_where_no_timer_is_left_is_refused_at_once() {
        Gate timed = Gate.local(new GateSettings(1, false, null, null, 10, Duration.ofSeconds(1)), stoppedTimer(time));
        Permit runs = Ask.permit(timed);
        assertThat(Ask.refusal(timed.ask(Ask.FACTS)).getErrorType()).isEqualTo("stopping");
        runs.ended(Ask.good());
        assertThat(timed.inFlight()).isZero();

        Gate rated = Gate.local(new GateSettings(null, false, 1, null, 10, null), stoppedTimer(time));
        Ask.permit(rated).ended(Ask.good());
        assertThat(Ask.refusal(rated.ask(Ask.FACTS)).getErrorType()).isEqualTo("stopping");
        assertThat(rated.inFlight()).isZero();
        assertThat(rated.queued()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "error", "fail", "null", "later"})
    void a_store_of_rates_that_throws_whatever_it_likes_refuses_one_and_asks_for_the_next(String how) {
        AtomicReference<String> mood = new AtomicReference<>(how);
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        RateBucket odd = new RateBucket() {
            @Override
            public CompletableFuture<Long> take() {
                return switch (mood.get()) {
                    case "throw" -> throw new IllegalStateException("odd");
                    case "error" -> throw new AssertionError("odd");
                    case "fail" -> CompletableFuture.failedFuture(new AssertionError("odd"));
                    case "null" -> CompletableFuture.completedFuture(null);
                    case "later" -> {
                        answers.add(new CompletableFuture<>());
                        yield answers.get(answers.size() - 1);
                    }
                    default -> CompletableFuture.completedFuture(0L);
                };
            }

            @Override
            public void takeAnyway(long amount) {}

            @Override
            public void giveBack(long amount) {}
        };
        GateSettings settings = new GateSettings(5, false, 60, null, 10, Duration.ofMinutes(1));
        Gate gate = Gate.with(settings, Rates.of(settings, rate -> odd, rate -> odd, time::nanoTime), time.parts());
        CompletableFuture<Permit> first = gate.ask(Ask.FACTS);
        CompletableFuture<Permit> second = gate.ask(Ask.FACTS);
        mood.set("go");
        answers.forEach(answer -> answer.complete(null));

        assertThat(Ask.refusal(first)).hasMessageContaining("rateLimitStore");
        assertThat(gate.inFlight()).isEqualTo(second.isCompletedExceptionally() ? 0 : 1);
        Ask.permit(gate).ended(Ask.good());
        gate.close();
        assertThat(gate.queued()).isZero();
    }

    @Test
    void a_permit_comes_back_even_if_the_rates_fail_at_its_end() {
        RateBucket odd = new RateBucket() {
            @Override
            public CompletableFuture<Long> take() {
                return CompletableFuture.completedFuture(0L);
            }

            @Override
            public void takeAnyway(long amount) {
                throw new IllegalStateException("odd");
            }

            @Override
            public void giveBack(long amount) {
                throw new IllegalStateException("odd");
            }
        };
        GateSettings settings = new GateSettings(1, false, null, 60L, 10, Duration.ofMinutes(1));
        Gate gate = Gate.with(settings, Rates.of(settings, rate -> odd, rate -> odd, time::nanoTime), time.parts());
        Permit runs = Ask.permit(gate.ask(Ask.tokens(4, null, 1)));
        CompletableFuture<Permit> waits = gate.ask(Ask.tokens(4, null, 1));

        assertThatThrownBy(() -> runs.ended(Ask.used(100))).hasMessage("odd");
        assertThat(waits).isCompleted();
    }
}
