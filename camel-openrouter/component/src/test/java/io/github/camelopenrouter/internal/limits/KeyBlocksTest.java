package io.github.camelopenrouter.internal.limits;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;

import static org.assertj.core.api.Assertions.assertThat;

/** When the calls of one key are kept back. */
class KeyBlocksTest {
    private static final CallFacts ONE = Ask.facts("a/a", "key-1");
    private static final CallFacts TWO = Ask.facts("a/a", "key-2");

    private final ManualTime time = new ManualTime();
    private final KeyBreakers blocks = new KeyBreakers(Duration.ofSeconds(30), time.parts());

    private static ErrorDetails details(int status, Duration retryAfter, String metadata) {
        return new ErrorDetails(
                "no",
                status,
                null,
                null,
                null,
                null,
                Outcome.REJECTED,
                ErrorDetails.Retry.NEVER,
                retryAfter,
                null,
                null,
                metadata);
    }

    private static Result refused() {
        return Ask.failed(new AuthenticationException(details(401, null, null), null));
    }

    private static Result noCredit(Duration resets, String metadata) {
        return Ask.failed(new InsufficientCreditsException(details(402, resets, metadata), null));
    }

    @Test
    void the_first_content_of_the_one_that_tries_lets_the_others_of_its_key_go() {
        Ask.permit(blocks.ask(ONE)).ended(refused());
        time.advance(Duration.ofSeconds(31));
        Permit probe = Ask.permit(blocks.ask(ONE));
        assertThat(blocks.ask(ONE)).isCompletedExceptionally();

        probe.content();

        Ask.permit(blocks.ask(ONE));
    }

    @Test
    void a_moment_that_is_further_away_than_time_can_be_counted_blocks_for_a_year() {
        Ask.permit(blocks.ask(ONE)).ended(noCredit(Duration.ofSeconds(Long.MAX_VALUE), null));

        assertThat(Ask.refusal(blocks.ask(ONE)).getRetryAfter()).isEqualTo(Duration.ofDays(366));
    }

    @Test
    void a_key_that_was_refused_is_not_sent_again_for_a_while_and_another_is() {
        Ask.permit(blocks.ask(ONE)).ended(refused());

        NotAdmittedException refusal = Ask.refusal(blocks.ask(ONE));
        assertThat(refusal.getErrorType()).isEqualTo("key_blocked");
        assertThat(refusal.getRetryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(refusal).hasMessageContaining("401");
        Ask.permit(blocks.ask(TWO));
    }

    @Test
    void a_key_without_credit_is_kept_back_until_the_service_said() {
        Ask.permit(blocks.ask(ONE)).ended(noCredit(Duration.ofHours(5), null));
        time.advance(Duration.ofHours(4));

        assertThat(Ask.refusal(blocks.ask(ONE)).getRetryAfter()).isEqualTo(Duration.ofHours(1));
        time.advance(Duration.ofHours(1));
        Ask.permit(blocks.ask(ONE));
    }

    @Test
    void then_one_call_may_try_and_opens_the_way_or_closes_it_again() {
        Ask.permit(blocks.ask(ONE)).ended(refused());
        time.advance(Duration.ofSeconds(30));

        Permit trial = Ask.permit(blocks.ask(ONE));
        assertThat(blocks.ask(ONE)).isCompletedExceptionally();
        trial.ended(refused());
        assertThat(blocks.ask(ONE)).isCompletedExceptionally();
        time.advance(Duration.ofSeconds(30));
        Ask.permit(blocks.ask(ONE)).ended(Ask.notSent());
        Ask.permit(blocks.ask(ONE)).ended(Ask.good());
        Ask.permit(blocks.ask(ONE));
        Ask.permit(blocks.ask(ONE));
    }

    @Test
    void one_that_tried_and_was_never_sent_lets_the_next_one_try() {
        Ask.permit(blocks.ask(ONE)).ended(refused());
        time.advance(Duration.ofSeconds(30));
        Ask.permit(blocks.ask(ONE)).ended(Ask.failed(LimitRefusals.queueFull(1)));

        Ask.permit(blocks.ask(ONE));
        assertThat(blocks.ask(ONE)).isCompletedExceptionally();
    }

    @Test
    void one_call_that_is_too_dear_and_one_that_is_not_allowed_say_nothing_of_others() {
        Ask.permit(blocks.ask(ONE)).ended(noCredit(null, "{\"reason\":\"weight_exceeds_budget\"}"));
        Ask.permit(blocks.ask(ONE)).ended(Ask.failed(new PermissionDeniedException(details(403, null, null), null)));
        Ask.permit(blocks.ask(ONE)).ended(Ask.failed(429));

        Ask.permit(blocks.ask(ONE));
    }
}
