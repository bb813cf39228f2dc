package io.github.camelopenrouter.routepolicy;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.runtime.ServiceLookups;
import io.github.camelopenrouter.internal.support.Causes;

/** Asks OpenRouter, free of charge, whether the reason of a {@link AccountRefusal} is gone. For one question at a time. */
final class AccountProbe {
    private final ServiceLookups lookups;
    private final Clock clock;
    private volatile CompletableFuture<JsonNode> running;

    AccountProbe(ServiceLookups lookups, Clock clock) {
        this.lookups = lookups;
        this.clock = clock;
    }

    /**
     * What a probe found.
     *
     * @param open whether calls can succeed again
     * @param words why, without the key
     */
    record Finding(boolean open, String words) {
        static Finding open(String words) {
            return new Finding(true, words);
        }

        static Finding closed(String words) {
            return new Finding(false, words);
        }
    }

    /** Never fails: who cannot be asked has not said yes. */
    CompletableFuture<Finding> ask(AccountRefusal refusal) {
        try {
            return get("/key")
                    .thenCompose(key -> judge(refusal, key.path("data")))
                    .exceptionally(failure -> Finding.closed("GET /key: " + words(failure)));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(Finding.closed(words(e)));
        }
    }

    /** Cuts the question that is being asked. */
    void cancel() {
        CompletableFuture<JsonNode> asked = running;
        if (asked != null) {
            asked.cancel(false);
        }
    }

    private CompletableFuture<Finding> judge(AccountRefusal refusal, JsonNode key) {
        return switch (refusal.reason()) {
            case KEY_REFUSED -> done(Finding.open("the key is accepted"));
            case NO_CREDIT -> spent(key) ? done(noLimitLeft()) : credits(refusal);
            case BUDGET_SPENT -> done(budget(refusal, key));
            case DAILY_ALLOWANCE_SPENT -> done(allowance(refusal, key));
        };
    }

    private Finding budget(AccountRefusal refusal, JsonNode key) {
        if (spent(key)) {
            return noLimitLeft();
        }
        if (refusal.keyLimit()) {
            return Finding.open("the key's limit is not used up");
        }
        return refusal.isOver(clock.instant())
                ? Finding.open("the budget's time is over")
                : Finding.closed("nothing tells what is left of the budget");
    }

    private Finding allowance(AccountRefusal refusal, JsonNode key) {
        JsonNode left = key.path("free_model_daily_requests").path("remaining");
        if (left.isNumber()) {
            return left.decimalValue().signum() > 0
                    ? Finding.open("free requests are left: " + left.asText())
                    : Finding.closed("no free requests are left");
        }
        return refusal.isOver(clock.instant())
                ? Finding.open("a new day began")
                : Finding.closed("nothing tells how many free requests are left");
    }

    private CompletableFuture<Finding> credits(AccountRefusal refusal) {
        return get("/credits")
                .thenApply(answer -> {
                    JsonNode data = answer.path("data");
                    BigDecimal left = data.path("total_credits")
                            .decimalValue()
                            .subtract(data.path("total_usage").decimalValue());
                    return left.signum() > 0 ? Finding.open("there is credit") : Finding.closed("no credit is left");
                })
                .exceptionally(failure -> {
                    if (status(failure) == 403 && refusal.isOver(clock.instant())) {
                        return Finding.open("the key may not ask for the credit, and the time is over");
                    }
                    return Finding.closed("GET /credits: " + words(failure));
                });
    }

    private static boolean spent(JsonNode key) {
        JsonNode left = key.path("limit_remaining");
        return left.isNumber() && left.decimalValue().signum() <= 0;
    }

    private static Finding noLimitLeft() {
        return Finding.closed("nothing is left of the key's limit");
    }

    private static CompletableFuture<Finding> done(Finding finding) {
        return CompletableFuture.completedFuture(finding);
    }

    private CompletableFuture<JsonNode> get(String resource) {
        CompletableFuture<JsonNode> asked = lookups.get(resource);
        running = asked;
        return asked;
    }

    private static int status(Throwable failure) {
        return Causes.of(failure) instanceof OpenRouterException refused ? refused.getStatusCode() : 0;
    }

    /** The exception's message is one line without a key; that of another may be anything. */
    private static String words(Throwable failure) {
        Throwable cause = Causes.of(failure);
        return cause instanceof OpenRouterException || cause instanceof IllegalArgumentException
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }
}
