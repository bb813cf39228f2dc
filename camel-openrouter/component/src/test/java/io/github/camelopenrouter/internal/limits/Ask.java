package io.github.camelopenrouter.internal.limits;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/** What is asked in the tests of this room, and how an attempt may end. */
final class Ask {
    static final CallFacts FACTS = facts("openai/gpt-4o-mini", "key-1");

    private Ask() {}

    static CallFacts facts(String model, String key) {
        return new CallFacts(model, List.of(), key, null, null, null, 400, null, 1);
    }

    static CallFacts tokens(int bytes, Integer maxTokens, int choices) {
        return new CallFacts("m", List.of(), "key-1", null, null, null, bytes, maxTokens, choices);
    }

    /** The permit that was given at once. */
    static Permit permit(Admission admission) {
        return permit(admission.ask(FACTS));
    }

    static Permit permit(CompletableFuture<Permit> asked) {
        if (!asked.isDone()) {
            throw new AssertionError("the attempt has to wait");
        }
        return asked.join();
    }

    static NotAdmittedException refusal(CompletableFuture<Permit> asked) {
        if (!asked.isCompletedExceptionally()) {
            throw new AssertionError("not refused: " + asked);
        }
        try {
            asked.join();
            throw new AssertionError("admitted");
        } catch (CompletionException e) {
            return (NotAdmittedException) e.getCause();
        }
    }

    static Result good() {
        return used(null);
    }

    static Result used(Integer tokens) {
        Usage usage = new Usage(
                null, null, tokens == null ? null : (long) tokens, null, null, null, BigDecimal.ONE, null, null);
        return new Result(new ChatResponse("gen-1", "m", null, null, List.of(), usage, null, Map.of()), usage, null);
    }

    static Result failed(int status) {
        ErrorDetails details = new ErrorDetails(
                "no", status, null, null, null, null, Outcome.REJECTED, ErrorDetails.Retry.YES, null, null, null, null);
        OpenRouterException failure = status == 429
                ? new RateLimitException(details, null)
                : status == 402
                        ? new InsufficientCreditsException(details, null)
                        : new ProviderException(details, null);
        return new Result(null, null, failure);
    }

    static Result failed(OpenRouterException failure) {
        return new Result(null, null, failure);
    }

    /** Something on this side was in the way. */
    static Result notSent() {
        return notSent("cancelled");
    }

    static Result notSent(String type) {
        return failed(new TransportException(ErrorDetails.notSent("OpenRouter: refused", type), null));
    }

    static GateSettings inFlight(int most) {
        return new GateSettings(most, false, null, null, 1_000, Duration.ofMinutes(1));
    }

    static GateSettings rate(Integer requests, Long tokens) {
        return new GateSettings(null, false, requests, tokens, 100_000, null);
    }
}
