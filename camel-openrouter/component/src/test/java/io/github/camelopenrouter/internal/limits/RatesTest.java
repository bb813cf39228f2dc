package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How many go within a minute, in time that the test moves. */
class RatesTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ManualTime time = new ManualTime();

    private Gate gate(Integer requests, Long tokens) {
        return Gate.local(Ask.rate(requests, tokens), time.parts());
    }

    /** When each of these goes if all are asked at once. */
    private List<Long> goes(Gate gate, int count, Duration within) {
        List<Long> times = new ArrayList<>();
        long start = time.nanoTime();
        for (int i = 0; i < count; i++) {
            gate.ask(Ask.FACTS).thenAccept(permit -> times.add(time.nanoTime() - start));
        }
        time.advance(within);
        return times;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 600, 6_000, 30_000})
    void no_window_of_a_minute_sees_much_more_than_the_rate(int rate) {
        List<Long> times = goes(gate(rate, null), 3 * rate + 2, Duration.ofMinutes(3));

        assertThat(mostInAMinute(times)).isBetween(rate, rate + Math.max(1, rate / 600));
        assertThat(times.size()).isCloseTo(3 * rate, within(Math.max(1, rate / 600) + 1));
    }

    @Test
    void requests_are_spread_over_the_minute_and_not_sent_at_its_beginning() {
        assertThat(goes(gate(20, null), 21, Duration.ofMinutes(1))).first().isEqualTo(0L);
        List<Long> times = goes(gate(20, null), 4, Duration.ofSeconds(9));

        assertThat(times.stream().map(nanos -> Math.round(nanos / 1e9))).containsExactly(0L, 3L, 6L, 9L);
    }

    @Test
    void what_was_not_used_is_not_saved_up() {
        Gate gate = gate(60, null);
        time.advance(Duration.ofHours(1));

        assertThat(goes(gate, 100, Duration.ofSeconds(10))).hasSizeBetween(10, 11);
    }

    @Test
    void who_waits_for_a_rate_waits_in_the_same_queue_as_who_waits_for_a_place() {
        Gate gate = Gate.local(new GateSettings(1, false, 60, null, 10, Duration.ofSeconds(5)), time.parts());
        Permit first = Ask.permit(gate);
        CompletableFuture<Permit> second = gate.ask(Ask.FACTS);
        time.advance(Duration.ofSeconds(3));
        assertThat(second).isNotDone();
        first.ended(Ask.good());
        assertThat(second).isCompleted();
        Ask.permit(second).ended(Ask.good());

        CompletableFuture<Permit> third = gate.ask(Ask.FACTS);
        assertThat(third).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(third).isCompleted();
    }

    @Test
    void a_queue_that_fills_before_it_is_known_that_one_has_to_wait_is_cut_to_its_size() {
        Gate gate = Gate.local(new GateSettings(null, false, 1, null, 0, null), time.parts());
        Ask.permit(gate);

        assertThat(Ask.refusal(gate.ask(Ask.FACTS)).getErrorType()).isEqualTo("queue_full");
        assertThat(Ask.refusal(gate.ask(Ask.FACTS)).getErrorType()).isEqualTo("queue_full");
        assertThat(gate.queued()).isZero();
        assertThat(gate.inFlight()).isEqualTo(1);
    }

    @Test
    void an_attempt_that_was_never_sent_gives_back_what_it_took() {
        Gate gate = gate(1, 1_000L);
        CallFacts facts = Ask.tokens(4_000, null, 1);
        Ask.permit(gate.ask(facts)).ended(Ask.notSent());

        Ask.permit(gate.ask(facts));
        assertThat(gate.ask(facts)).isNotDone();
    }

    /** Sends as many as are let go for ten minutes; each is over after a while by chance, and may never have been sent. */
    private List<Long> sent(Gate gate, Random chance, String unsent, double share, int longestSeconds) {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            gate.ask(Ask.FACTS).thenAccept(permit -> {
                long at = time.nanoTime();
                boolean never = chance.nextDouble() < share;
                if (!never) {
                    sent.add(at);
                }
                long lasts = (long) (longestSeconds * 1e9 * chance.nextDouble());
                time.schedule(
                        () -> permit.ended(never ? Ask.notSent(unsent) : Ask.good()), lasts, TimeUnit.NANOSECONDS);
            });
        }
        time.advance(Duration.ofMinutes(10));
        return sent;
    }

    private static int mostInAMinute(List<Long> times) {
        int most = 0;
        for (int from = 0, to = 0; from < times.size(); from++) {
            while (to < times.size() && times.get(to) - times.get(from) < MINUTE) {
                to++;
            }
            most = Math.max(most, to - from);
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"20, 0.3, 1", "60, 0.5, 10", "60, 0.9, 30", "60, 0.5, 120", "1, 0.5, 100", "1200, 0.5, 10"})
    void however_many_were_never_sent_and_however_late_that_is_known_no_minute_sees_more_sent_than_the_rate(
            int rate, double share, int longestSeconds) {
        for (int seed = 0; seed < 5; seed++) {
            List<Long> sent = sent(gate(rate, null), new Random(seed), "cancelled", share, longestSeconds);

            assertThat(mostInAMinute(sent)).isLessThanOrEqualTo(rate + 2 * Math.max(1, rate / 600));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_timeout", "unknown_host", "tls"})
    void who_cannot_connect_does_not_try_more_often_than_the_rate_and_nothing_is_saved_up_for_the_end_of_the_outage(
            String type) {
        Gate gate = gate(60, 600L);
        List<Long> tried = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            gate.ask(Ask.tokens(4, null, 1)).thenAccept(permit -> {
                tried.add(time.nanoTime());
                time.schedule(() -> permit.ended(Ask.notSent(type)), 10, TimeUnit.SECONDS);
            });
        }
        time.advance(Duration.ofMinutes(5));

        assertThat(mostInAMinute(tried)).isLessThanOrEqualTo(61);
        assertThat(tried.size()).isCloseTo(300, within(3));
    }

    @Test
    void what_many_long_answers_did_not_use_is_not_given_back_when_time_has_done_so_already() {
        Gate gate = gate(null, 6_000L);
        Permit old = Ask.permit(gate.ask(Ask.tokens(4, 6_000, 1)));
        time.advance(Duration.ofSeconds(61));
        Ask.permit(gate.ask(Ask.tokens(4, 6_000, 1)));
        old.ended(Ask.used(1));

        CompletableFuture<Permit> next = gate.ask(Ask.FACTS);
        time.advance(Duration.ofSeconds(58));
        assertThat(next).isNotDone();
        time.advance(Duration.ofSeconds(3));
        assertThat(next).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 10, 599, 600, 601, Integer.MAX_VALUE, Long.MAX_VALUE})
    void every_rate_of_tokens_lets_calls_through(long rate) {
        for (CallFacts facts : List.of(Ask.tokens(0, null, 1), Ask.tokens(4, 1, 1), Ask.tokens(4_000, 500, 2))) {
            Gate gate = gate(null, rate);
            Ask.permit(gate.ask(facts)).ended(Ask.used(3));
            CompletableFuture<Permit> next = gate.ask(facts);
            time.advance(Duration.ofMinutes(4));

            Ask.permit(next).ended(Ask.failed(500));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 599, 1_200, Integer.MAX_VALUE})
    void every_rate_of_requests_lets_calls_through(int rate) {
        Gate gate = gate(rate, 1L);
        Ask.permit(gate.ask(Ask.tokens(0, null, 1)));
        CompletableFuture<Permit> next = gate.ask(Ask.FACTS);
        time.advance(Duration.ofSeconds(61));

        assertThat(next).isCompleted();
    }

    @Test
    void more_tokens_than_the_request_can_have_had_are_not_believed() {
        Gate gate = gate(null, 6_000L);
        Ask.permit(gate.ask(Ask.tokens(400, 100, 1))).ended(Ask.used(2_000_000_000));

        time.advance(Duration.ofSeconds(3));
        Ask.permit(gate);
    }

    @Test
    void tokens_are_taken_by_estimate_and_the_next_goes_when_the_debt_is_paid() {
        Gate gate = gate(null, 6_000L);
        // 400 bytes are about 100 tokens; with two answers of 450 at most, 1,000: ten seconds' worth
        Ask.permit(gate.ask(Ask.tokens(400, 450, 2)));
        CompletableFuture<Permit> next = gate.ask(Ask.FACTS);

        time.advance(Duration.ofMillis(9_800));
        assertThat(next).isNotDone();
        time.advance(Duration.ofMillis(300));
        assertThat(next).isCompleted();
    }

    @Test
    void an_answer_that_used_less_gives_the_rest_back() {
        Gate gate = gate(null, 6_000L);
        CallFacts facts = Ask.tokens(400, 5_900, 1);
        Ask.permit(gate.ask(facts)).ended(Ask.used(10));

        time.advance(Duration.ofMillis(110));
        Ask.permit(gate.ask(facts));
    }

    @Test
    void an_answer_that_used_more_holds_the_next_back() {
        Gate gate = gate(null, 6_000L);
        Ask.permit(gate.ask(Ask.tokens(400, null, 1))).ended(Ask.used(6_010));
        CompletableFuture<Permit> next = gate.ask(Ask.FACTS);

        time.advance(Duration.ofSeconds(59));
        assertThat(next).isNotDone();
        time.advance(Duration.ofSeconds(2));
        assertThat(next).isCompleted();
    }

    @Test
    void a_refused_attempt_used_nothing_and_one_of_unknown_fate_counts_as_estimated() {
        Gate gate = gate(null, 6_000L);
        CallFacts facts = Ask.tokens(24_000, null, 1);
        Ask.permit(gate.ask(facts)).ended(Ask.failed(400));
        Permit lost = Ask.permit(gate.ask(facts));
        lost.ended(Ask.failed(new TransportException(ErrorDetails.of("lost", Outcome.UNKNOWN), null)));

        CompletableFuture<Permit> next = gate.ask(facts);
        time.advance(Duration.ofSeconds(55));
        assertThat(next).isNotDone();
        time.advance(Duration.ofSeconds(6));
        assertThat(next).isCompleted();
    }

    @Test
    void an_absurd_estimate_holds_nobody_back_for_more_than_a_minute() {
        Gate gate = gate(null, 6_000L);
        Ask.permit(gate.ask(Ask.tokens(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)));
        CompletableFuture<Permit> next = gate.ask(Ask.FACTS);

        time.advance(Duration.ofSeconds(61));
        assertThat(next).isCompleted();
    }

    @Test
    void the_average_over_many_minutes_is_what_was_really_used() {
        Gate gate = gate(null, 6_000L);
        int[] done = new int[1];
        for (int i = 0; i < 1_000; i++) {
            gate.ask(Ask.tokens(400, 2_000, 1)).thenAccept(permit -> {
                done[0]++;
                permit.ended(Ask.used(100));
            });
        }
        time.advance(Duration.ofMinutes(10));

        assertThat(done[0]).isCloseTo(600, within(3));
    }

    @Test
    void a_count_from_before_a_cut_gives_nothing_back() {
        Gate gate = gate(null, 6_000L);
        CallFacts facts = Ask.tokens(24_000, null, 1);
        Permit cut = Ask.permit(gate.ask(facts));
        cut.ended(new Result(
                null, Ask.used(0).usage(), new TransportException(ErrorDetails.of("cut", Outcome.PARTIAL), null)));

        CompletableFuture<Permit> next = gate.ask(facts);
        time.advance(Duration.ofSeconds(55));
        assertThat(next).isNotDone();
    }
}
