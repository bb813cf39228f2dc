package io.github.camelopenrouter.examples.springboot;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
 * Why there is no answer, for somebody who only wanted to ask something.
 *
 * @param what happened
 * @param remedy what can be done about it
 * @param detail what those who run the application want to know; null for nothing
 */
record Trouble(String what, String remedy, String detail) {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMMM, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** What a failed call tells. */
    static Trouble of(Throwable failure) {
        Trouble known = failure instanceof OpenRouterException call
                ? of(call)
                : new Trouble("Something went wrong in this application.", "Its log says more.", null);
        return failure instanceof OpenRouterException
                ? new Trouble(known.what, known.remedy, failure.getMessage())
                : known;
    }

    private static Trouble of(OpenRouterException failure) {
        if (failure instanceof BudgetExceededException budget) {
            return trouble(
                    "The budget has no room for this answer, so nothing was asked and nothing is paid.",
                    (budget.getResetsAt() == null
                                    ? ""
                                    : "There is money again on " + MOMENT.format(budget.getResetsAt()) + ". ")
                            + "Until then a cheaper model or a shorter conversation may fit.");
        }
        if (failure instanceof AuthenticationException) {
            return trouble(
                    "OpenRouter does not accept the key of this application.",
                    "Whoever runs it sets OPENROUTER_API_KEY to a key from openrouter.ai/settings/keys and starts it again.");
        }
        if (failure instanceof InsufficientCreditsException) {
            return trouble(
                    "The account at OpenRouter has too little credit.",
                    "Add credit at openrouter.ai/credits, or choose a free model.");
        }
        if (failure instanceof RateLimitException) {
            return trouble(
                    "There are too many questions at the moment.",
                    "Ask again " + after(failure.getRetryAfter()) + ", or choose another model.");
        }
        if (failure instanceof ContextLengthException) {
            return trouble(
                    "The conversation has become too long for this model.",
                    "Begin a new one, or choose a model with a longer context.");
        }
        if (failure instanceof ModelUnavailableException) {
            return trouble("This model cannot be had at the moment.", "Choose another one.");
        }
        if (failure instanceof PermissionDeniedException) {
            return trouble(
                    "OpenRouter does not allow this question for this model.",
                    "Put it in other words, or choose another model.");
        }
        if (failure instanceof ConversationException && failure.getOutcome() != Outcome.NOT_SENT) {
            return trouble(
                    "The answer could not be added to the conversation.",
                    "It was paid. Copy it if you need it: after a reload it is gone.");
        }
        if (failure instanceof NotAdmittedException || failure instanceof ConversationException) {
            return trouble(
                    "Too much is going on here at the moment.", "Ask again " + after(failure.getRetryAfter()) + ".");
        }
        if (failure instanceof InvalidRequestException) {
            return trouble("The model cannot deal with this question.", "Ask in another way, or choose another model.");
        }
        if (failure.getOutcome() == Outcome.PARTIAL) {
            return trouble(
                    "The answer broke off.", "What you see of it may have been paid. Ask again for the whole of it.");
        }
        if (failure instanceof TransportException) {
            return trouble(
                    failure.getOutcome() == Outcome.NOT_SENT
                            ? "OpenRouter cannot be reached."
                            : "OpenRouter did not answer.",
                    "Look at the network of this machine, then ask again.");
        }
        return trouble("The provider of this model has a problem.", "Ask again in a moment, or choose another model.");
    }

    private static String after(Duration wait) {
        long seconds = wait == null ? 0 : Math.max(1, wait.toSeconds());
        if (seconds == 0) {
            return "in a moment";
        }
        return seconds < 100 ? "in " + seconds + " seconds" : "in " + (seconds + 59) / 60 + " minutes";
    }

    static Trouble trouble(String what, String remedy) {
        return new Trouble(what, remedy, null);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("what", what).put("remedy", remedy).put("detail", detail);
    }
}
