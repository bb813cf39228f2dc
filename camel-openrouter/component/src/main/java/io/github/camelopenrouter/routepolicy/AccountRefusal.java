package io.github.camelopenrouter.routepolicy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.internal.binding.RequestHeaders;

/**
 * An answer that every further call with the same key would get.
 *
 * @param over when it may be over although nothing says so; null where only OpenRouter can tell
 * @param keyLimit whether it is the key's own limit that is used up
 */
record AccountRefusal(Reason reason, Instant since, Instant over, boolean keyLimit) {
    /** A chain of causes may lead back to itself. */
    private static final int DEEPEST = 32;

    enum Reason {
        KEY_REFUSED("the key is refused (401)"),
        NO_CREDIT("the credit is used up (402)"),
        BUDGET_SPENT("a budget or the key's limit is used up (403)"),
        DAILY_ALLOWANCE_SPENT("the daily allowance of free models is used up (429)");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Of an exchange that is done.
     *
     * @param resumeAfter how long to believe it where neither OpenRouter nor the answer tells its end
     * @return null where the exchange did not fail so, or with a key of its own
     */
    static AccountRefusal of(Exchange exchange, Instant now, Duration resumeAfter) {
        OpenRouterException failure = failure(exchange);
        if (failure == null || RequestHeaders.has(exchange.getMessage(), OpenRouterConstants.KEY_ALIAS)) {
            return null;
        }
        if (failure instanceof AuthenticationException) {
            // 0 is a key that was not found here: no refusal
            return failure.getStatusCode() == 401 ? new AccountRefusal(Reason.KEY_REFUSED, now, null, false) : null;
        }
        if (failure instanceof InsufficientCreditsException) {
            JsonNode metadata = metadata(failure);
            boolean keyLimit =
                    "openrouter_key_limit".equals(metadata.path("limit_source").asText());
            Instant resets = instant(metadata.path("resets_at"));
            return new AccountRefusal(
                    failure.getStatusCode() == 403 ? Reason.BUDGET_SPENT : Reason.NO_CREDIT,
                    now,
                    resets == null ? now.plus(resumeAfter) : resets,
                    keyLimit);
        }
        if (failure instanceof RateLimitException && !failure.isRetryable()) {
            Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
            Duration wait = failure.getRetryAfter();
            return new AccountRefusal(
                    Reason.DAILY_ALLOWANCE_SPENT, now, wait == null ? midnight : now.plus(wait), false);
        }
        return null;
    }

    /**
     * The failure of the exchange, also where an error handler has dealt with it. Camel's own search looks among the suppressed
     * ones first, and those are the failures of earlier attempts.
     */
    private static OpenRouterException failure(Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null) {
            failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        for (int depth = 0; failure != null && depth < DEEPEST; depth++) {
            if (failure instanceof OpenRouterException ours) {
                return ours;
            }
            failure = failure.getCause();
        }
        return null;
    }

    private static JsonNode metadata(OpenRouterException failure) {
        try {
            String text = failure.getMetadata();
            JsonNode root = JsonMembers.JSON.readTree(text == null ? "{}" : text);
            return root.path("metadata").isObject() ? root.path("metadata") : root;
        } catch (JsonProcessingException e) {
            // long metadata is cut: as if it said nothing
            return JsonMembers.JSON.createObjectNode();
        }
    }

    private static Instant instant(JsonNode node) {
        try {
            return node.isTextual() ? Instant.parse(node.textValue()) : null;
        } catch (DateTimeException e) {
            // as if it were absent
            return null;
        }
    }

    boolean isOver(Instant now) {
        return over != null && !now.isBefore(over);
    }
}
