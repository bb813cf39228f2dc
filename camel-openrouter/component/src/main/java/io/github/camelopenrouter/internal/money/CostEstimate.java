package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.catalogue.PriceList;
import io.github.camelopenrouter.internal.support.Causes;

/** What a call costs at most, before it is sent. Thread-safe. */
@FunctionalInterface
public interface CostEstimate {
    /** Most models of one call, because the price of each may take a request. */
    int MOST_MODELS = 50;

    /** Longest name of a model in a message. */
    int LONGEST_SHOWN = 100;

    /**
     * @return US dollars; or an {@link OpenRouterException} whose outcome is {@code NOT_SENT} where nobody can know
     */
    CompletableFuture<BigDecimal> of(CallFacts facts);

    /** Whether no call can cost more, so that a service that bills more is mistaken; false where the estimate is a guess. */
    default boolean bounds() {
        return false;
    }

    /** The same for all calls. */
    static CostEstimate fixed(BigDecimal amount) {
        return facts -> CompletableFuture.completedFuture(amount);
    }

    /**
     * By size and price: a tokenizer that works on bytes never makes more tokens than there are bytes, and the answer has at
     * most {@code maxTokens}. Media, parsed pages and searches have bounds of their own, see {@link CallFacts#beyond}. Of the model and its fallbacks, the dearest at the dearest provider.
     */
    static CostEstimate byPrice(PriceList prices, PriceList.Catalogue catalogue) {
        return new CostEstimate() {
            @Override
            public CompletableFuture<BigDecimal> of(CallFacts facts) {
                return byPrice(prices, catalogue, facts);
            }

            @Override
            public boolean bounds() {
                return true;
            }
        };
    }

    private static CompletableFuture<BigDecimal> byPrice(
            PriceList prices, PriceList.Catalogue catalogue, CallFacts facts) {
        if (facts.unbounded() != null) {
            return CompletableFuture.failedFuture(
                    invalid("with a budget it must be known before what a call may cost, and " + facts.unbounded()
                            + ": leave that out, or set the option budgetReserve to what a call may cost"));
        }
        if (facts.maxTokens() == null || facts.maxTokens() < 1) {
            return CompletableFuture.failedFuture(invalid(
                    "with a budget, a call needs to say how long its answer may be: set the option maxTokens, or the"
                            + " option budgetReserve to what a call may cost"));
        }
        List<String> models = new ArrayList<>();
        if (facts.model() != null) {
            models.add(facts.model());
        }
        models.addAll(facts.fallbacks());
        if (models.size() > MOST_MODELS) {
            return CompletableFuture.failedFuture(invalid("with a budget, a call may name at most " + MOST_MODELS
                    + " models, not " + models.size() + ": name fewer, or set the option budgetReserve"));
        }
        if (models.isEmpty()) {
            return CompletableFuture.failedFuture(unknown("no model is named"));
        }
        CompletableFuture<BigDecimal> most = CompletableFuture.completedFuture(BigDecimal.ZERO);
        for (String model : models) {
            most = most.thenCombine(priced(prices, catalogue, model, facts), BigDecimal::max);
        }
        return most;
    }

    private static CompletableFuture<BigDecimal> priced(
            PriceList prices, PriceList.Catalogue catalogue, String model, CallFacts facts) {
        return prices.of(model, catalogue, facts.keyAlias()).handle((price, why) -> {
            if (why != null) {
                throw new CompletionException(unreachable(why));
            }
            if (!price.exists()) {
                throw new CompletionException(noSuchModel(model));
            }
            if (!price.known()) {
                throw new CompletionException(unknown("OpenRouter lists no fixed price for the model " + model));
            }
            BigDecimal most = price.atMost(facts.requestBytes(), facts.answerTokens(), facts.beyond());
            if (most == null) {
                throw new CompletionException(unknown("documents, videos and searches fill the context of the model "
                        + model + " at most, and OpenRouter does not say how long that is"));
            }
            return most;
        });
    }

    /** The failure that the service would answer with, without asking it. */
    private static OpenRouterException noSuchModel(String model) {
        String shown = model.length() > LONGEST_SHOWN ? model.substring(0, LONGEST_SHOWN) + "..." : model;
        return new ModelUnavailableException(
                ErrorDetails.notSent(
                        "OpenRouter: model not found: there is no model '" + shown
                                + "' in the catalogue. Check the option model. Nothing was sent",
                        "model_not_found"),
                null);
    }

    private static OpenRouterException unknown(String why) {
        return invalid(
                why
                        + ", so nobody can know what this call may cost: check the option model, or set the option budgetReserve");
    }

    private static OpenRouterException invalid(String why) {
        return new InvalidRequestException(
                ErrorDetails.notSent("OpenRouter: " + why + "; nothing was sent", "price_unknown"), null);
    }

    private static OpenRouterException unreachable(Throwable why) {
        Throwable cause = Causes.of(why);
        // the refusal of the price list is no cause of this failure: Camel's onException looks at causes, too
        boolean told = cause instanceof OpenRouterException;
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: the prices cannot be had now, so nobody can know what this call may cost; nothing"
                                        + " was sent. The option budgetReserve makes do without prices"
                                        + (told ? ". Asked for them: " + cause.getMessage() : ""),
                                "price_unavailable")
                        .withRetry(Retry.YES),
                told ? cause.getCause() : cause);
    }
}
