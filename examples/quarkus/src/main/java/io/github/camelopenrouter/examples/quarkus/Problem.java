package io.github.camelopenrouter.examples.quarkus;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.ContextLengthException;
import io.github.camelopenrouter.error.ConversationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;

/**
 * What went wrong, as {@code application/problem+json} says it (RFC 9457), and what to do about it. The words are this service's own:
 * the component's message may quote OpenRouter, and belongs into the log.
 *
 * @param title what went wrong
 * @param remedy what can be done
 * @param code the error type of the component or of OpenRouter; null for none
 * @param retryAfter when to ask again, in seconds; null where nobody knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(int status, String title, String remedy, String code, Long retryAfter) {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    Problem(int status, String title, String remedy) {
        this(status, title, remedy, null, null);
    }

    static Problem of(OpenRouterException failure) {
        Problem problem = words(failure);
        return new Problem(
                problem.status,
                problem.title,
                problem.remedy,
                failure.getErrorType(),
                retryAfter(failure, problem.status));
    }

    private static Problem words(OpenRouterException failure) {
        if (failure instanceof BudgetExceededException budget) {
            Instant resets = budget.getResetsAt();
            return new Problem(
                    402,
                    "The budget of this service has no room for this answer",
                    resets == null
                            ? "Whoever runs this service raises its budget"
                            : "Ask again after " + resets + ", or choose a cheaper model");
        }
        if (failure instanceof InsufficientCreditsException) {
            return new Problem(
                    402,
                    "The account at OpenRouter has too little credit",
                    "Whoever runs this service adds credit at openrouter.ai/settings/credits");
        }
        if (failure instanceof RateLimitException) {
            return new Problem(
                    429,
                    "OpenRouter or the provider of the model has too many calls at the moment",
                    "Wait and ask again, or choose another model");
        }
        if (failure instanceof AuthenticationException) {
            return new Problem(
                    500,
                    "OpenRouter does not accept the key of this service",
                    "Whoever runs this service sets OPENROUTER_API_KEY and starts it again");
        }
        if (failure instanceof PermissionDeniedException) {
            return new Problem(
                    403, "OpenRouter does not allow this question", "Ask in other words, or choose another model");
        }
        if (failure instanceof ContextLengthException) {
            return new Problem(413, "The conversation has become too long for this model", "Begin a new conversation");
        }
        if (failure instanceof ModelUnavailableException) {
            return new Problem(404, "This model cannot be had", "Choose a model of /models");
        }
        if (failure instanceof InvalidRequestException) {
            return new Problem(
                    400, "The model cannot deal with this question", "Ask otherwise, or choose another model");
        }
        if (failure instanceof NotAdmittedException || failure instanceof ConversationException) {
            return failure.getOutcome() == Outcome.NOT_SENT
                    ? new Problem(503, "This service has too much to do", "Ask again in a moment")
                    : new Problem(503, "The answer could not be kept", "Ask again; the answer was paid");
        }
        if (failure instanceof TransportException && isTimeout(failure)) {
            return new Problem(504, "OpenRouter took too long", "Ask again, or choose another model");
        }
        return failure.isRetryable()
                ? new Problem(503, "The model cannot answer at the moment", "Ask again, or choose another model")
                : new Problem(502, "The answer failed on its way", "Ask again; a part of it may have been paid");
    }

    private static boolean isTimeout(OpenRouterException failure) {
        return failure.getErrorType() != null && failure.getErrorType().contains("timeout");
    }

    /** In whole seconds, as HTTP has it; rounded up. */
    private static Long retryAfter(OpenRouterException failure, int status) {
        Duration after = failure.getRetryAfter();
        if (after == null && failure instanceof BudgetExceededException budget && budget.getResetsAt() != null) {
            after = Duration.between(Instant.now(), budget.getResetsAt());
        }
        if (after == null && (status == 429 || status == 503)) {
            after = A_WHILE;
        }
        return after == null ? null : Math.max(1, after.plusMillis(999).toSeconds());
    }
}
