package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;

import static org.assertj.core.api.Assertions.assertThat;

/** When calls are kept back because their like have failed, and when one may try. */
class BreakersTest {
    private static final CallFacts A = Ask.facts("a/a", "key-1");

    private static final Duration OVER = Duration.ofMillis(30_001);

    private final ManualTime time = new ManualTime();
    private final ModelBreakers breakers = new ModelBreakers(5, Duration.ofSeconds(30), time.parts());

    private void ends(CallFacts facts, Result... results) {
        for (Result result : results) {
            Ask.permit(breakers.ask(facts)).ended(result);
        }
    }

    private void open() {
        Result failed = Ask.failed(502);
        ends(A, failed, failed, failed, failed, failed);
    }

    private static Result ended(String type, Outcome outcome) {
        return Ask.failed(new TransportException(ErrorDetails.of("no", outcome).withErrorType(type), null));
    }

    @Test
    void five_failures_open_it_and_it_says_for_how_long() {
        open();
        time.advance(Duration.ofSeconds(10));

        NotAdmittedException refusal = Ask.refusal(breakers.ask(A));
        assertThat(refusal.getErrorType()).isEqualTo("circuit_open");
        assertThat(refusal.getRetryAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(refusal).hasMessageContaining("a/a").hasMessageContaining("circuitBreaker");
        assertThat(breakers.states()).containsEntry("a/a", "OPEN");
    }

    @Test
    void after_a_while_one_may_try_and_if_it_fails_all_wait_again() {
        open();
        time.advance(OVER);

        Permit probe = Ask.permit(breakers.ask(A));
        assertThat(Ask.refusal(breakers.ask(A)).getRetryAfter()).isEqualTo(Duration.ofSeconds(1));
        probe.ended(Ask.failed(502));

        assertThat(Ask.refusal(breakers.ask(A)).getRetryAfter()).isEqualTo(Duration.ofSeconds(30));
        time.advance(OVER);
        Ask.permit(breakers.ask(A)).ended(Ask.good());
        ends(A, Ask.good(), Ask.good());
        assertThat(breakers.states()).isEmpty();
    }

    @Test
    void the_first_content_of_a_long_answer_is_enough_to_let_the_others_go() {
        open();
        time.advance(OVER);
        Permit probe = Ask.permit(breakers.ask(A));
        probe.answering("gen-1");
        assertThat(Ask.refusal(breakers.ask(A)).getRetryAfter()).isEqualTo(Duration.ofSeconds(1));

        probe.content();

        assertThat(breakers.states()).isEmpty();
        Ask.permit(breakers.ask(A)).ended(Ask.good());
        time.advance(Duration.ofMinutes(8));
        probe.ended(ended("idle_timeout", Outcome.PARTIAL));
        assertThat(breakers.states()).isEmpty();
        Ask.permit(breakers.ask(A));
    }

    @Test
    void content_of_a_call_that_nobody_doubted_counts_at_its_end_and_once() {
        Result failed = ended("idle_timeout", Outcome.PARTIAL);
        for (int i = 0; i < 5; i++) {
            Permit permit = Ask.permit(breakers.ask(A));
            permit.content();
            permit.ended(failed);
        }
        assertThat(breakers.states()).containsEntry("a/a", "OPEN");
    }

    @Test
    void what_began_before_it_opened_is_not_taken_for_the_one_that_tries() {
        Permit slowToFail = Ask.permit(breakers.ask(A));
        Permit slowToAnswer = Ask.permit(breakers.ask(A));
        open();
        time.advance(OVER);
        Permit probe = Ask.permit(breakers.ask(A));

        slowToAnswer.ended(Ask.good());
        assertThat(breakers.ask(A)).isCompletedExceptionally();
        slowToFail.ended(Ask.failed(502));
        assertThat(breakers.states()).containsEntry("a/a", "HALF_OPEN");
        probe.ended(Ask.good());
        assertThat(breakers.states()).isEmpty();
    }

    @Test
    void one_that_tried_and_learned_nothing_lets_the_next_one_try() {
        open();
        time.advance(OVER);
        Ask.permit(breakers.ask(A)).ended(ended("stopping", Outcome.NOT_SENT));
        Ask.permit(breakers.ask(A)).ended(Ask.failed(429));

        Ask.permit(breakers.ask(A)).ended(Ask.good());
        assertThat(breakers.states()).isEmpty();
    }

    @Test
    void another_model_and_another_key_go_on() {
        open();

        Ask.permit(breakers.ask(Ask.facts("b/b", "key-1")));
        Ask.permit(breakers.ask(Ask.facts("a/a", "key-2")));
        Ask.permit(breakers.ask(Ask.facts(null, "key-1")));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 422, 429})
    void refusals_of_the_service_do_not_open_it(int status) {
        for (int i = 0; i < 20; i++) {
            ends(A, Ask.failed(status));
        }
        Ask.permit(breakers.ask(A));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504, 524, 529})
    void failures_of_the_service_open_it(int status) {
        Result failed = Ask.failed(status);
        ends(A, failed, failed, failed, failed, failed);

        assertThat(breakers.ask(A)).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"response_timeout", "idle_timeout", "connection_reset", "stream_truncated"})
    void calls_of_unknown_outcome_open_it(String type) {
        Result failed = ended(type, Outcome.UNKNOWN);
        ends(A, failed, failed, failed, failed, failed);

        assertThat(breakers.ask(A)).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_timeout", "unknown_host", "tls"})
    void connections_that_cannot_be_made_open_it(String type) {
        Result failed = ended(type, Outcome.NOT_SENT);
        ends(A, failed, failed, failed, failed, failed);

        assertThat(breakers.ask(A)).isCompletedExceptionally();
    }

    @Test
    void what_this_side_ended_or_refused_does_not_open_it() {
        for (int i = 0; i < 5; i++) {
            ends(A, ended("cancelled", Outcome.UNKNOWN), ended("stopped", Outcome.PARTIAL));
            ends(A, ended("pool_timeout", Outcome.NOT_SENT));
            ends(A, Ask.failed(LimitRefusals.queueFull(1)));
        }
        Ask.permit(breakers.ask(A));
    }

    @Test
    void fewer_than_the_minimum_or_fewer_than_half_do_not_open_it() {
        Result failed = Ask.failed(502);
        ends(A, failed, failed, failed, failed);
        Ask.permit(breakers.ask(A));
        time.advance(Duration.ofSeconds(61));
        ends(A, Ask.good(), Ask.good(), Ask.good(), Ask.good(), failed, failed, failed);
        Ask.permit(breakers.ask(A));
    }

    @Test
    void calls_may_last_for_hours() {
        List<Permit> slow = List.of(
                Ask.permit(breakers.ask(A)),
                Ask.permit(breakers.ask(A)),
                Ask.permit(breakers.ask(A)),
                Ask.permit(breakers.ask(A)),
                Ask.permit(breakers.ask(A)));
        time.advance(Duration.ofHours(2));
        slow.forEach(permit -> permit.ended(Ask.good()));

        CompletableFuture<Permit> next = breakers.ask(A);
        assertThat(next).isCompleted();
    }

    @Test
    void ten_thousand_models_do_not_fill_the_memory() {
        open();
        for (int i = 0; i < 10_000; i++) {
            ends(Ask.facts("m/" + i, "key-1"), Ask.failed(502));
        }
        Ask.permit(breakers.ask(A));
    }
}
