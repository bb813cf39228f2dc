package io.github.camelopenrouter.examples.springboot;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.ContextLengthException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;

import static org.assertj.core.api.Assertions.assertThat;

class TroubleTest {
    private static final ErrorDetails REJECTED = ErrorDetails.of("OpenRouter said no", Outcome.REJECTED);

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new AuthenticationException(REJECTED, null), "key", "OPENROUTER_API_KEY"),
                Arguments.of(
                        new BudgetExceededException(REJECTED, BigDecimal.ONE, Instant.parse("2026-11-27T00:00:00Z")),
                        "budget",
                        "27 November, 00:00 UTC"),
                Arguments.of(new BudgetExceededException(REJECTED, BigDecimal.ONE, null), "budget", "cheaper model"),
                Arguments.of(new InsufficientCreditsException(REJECTED, null), "credit", "openrouter.ai/credits"),
                Arguments.of(
                        new RateLimitException(REJECTED.withRetryAfter(Duration.ofSeconds(7)), null),
                        "too many questions",
                        "in 7 seconds"),
                Arguments.of(
                        new RateLimitException(REJECTED.withRetryAfter(Duration.ofMinutes(5)), null),
                        "too many questions",
                        "in 5 minutes"),
                Arguments.of(new ContextLengthException(REJECTED, null), "too long", "Begin a new one"),
                Arguments.of(new ModelUnavailableException(REJECTED, null), "model", "Choose another"),
                Arguments.of(new PermissionDeniedException(REJECTED, null), "not allow", "other words"),
                Arguments.of(new NotAdmittedException(REJECTED, null), "Too much", "in a moment"),
                Arguments.of(new InvalidRequestException(REJECTED, null), "cannot deal", "another model"),
                Arguments.of(new ProviderException(REJECTED, null), "provider", "another model"),
                Arguments.of(
                        new TransportException(ErrorDetails.of("cut", Outcome.PARTIAL), null),
                        "broke off",
                        "Ask again"),
                Arguments.of(
                        new TransportException(ErrorDetails.notSent("refused", "connect"), null),
                        "cannot be reached",
                        "network"),
                Arguments.of(
                        new TransportException(ErrorDetails.of("late", Outcome.UNKNOWN), null),
                        "did not answer",
                        "network"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_of_each_kind_has_words_and_a_remedy(Throwable failure, String what, String remedy) {
        Trouble trouble = Trouble.of(failure);

        assertThat(trouble.what()).containsIgnoringCase(what);
        assertThat(trouble.remedy()).contains(remedy);
        assertThat(trouble.detail()).isEqualTo(failure.getMessage());
    }

    @Test
    void what_is_no_failure_of_a_call_tells_a_page_nothing_of_this_application() {
        Trouble trouble = Trouble.of(new IllegalStateException("/etc/secret"));

        assertThat(trouble.detail()).isNull();
        assertThat(trouble.json().toString()).doesNotContain("secret");
    }
}
