package io.github.camelopenrouter.verify;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.RateLimitException;

/** What helps against a failure, in the words of the page about failures or of that about this program. */
enum Remedy {
    NO_KEY("Set OPENROUTER_API_KEY in the environment of the JVM, or the option apiKey."),
    WRONG_KEY("The key is mistyped, deleted or the key of another service. Keys are made at"
            + " https://openrouter.ai/settings/keys. Look whether an option apiKey is set: it wins over the"
            + " environment."),
    NO_CREDIT("If the credit is used up, add some, or ask a model whose name ends in :free."),
    UNKNOWN_MODEL(
            "Write the author before the name: openai/gpt-4o-mini. The list is at" + " https://openrouter.ai/models."),
    REASONING("disableThinking may also come from the environment or from the component. An endpoint's own"
            + " reasoningEffort wins over both."),
    WRONG_ADDRESS("Leave baseUrl out, or write it to its end: https://openrouter.ai/api/v1. If the page is one of your"
            + " company, a proxy has answered"),
    TOO_MANY_CALLS("Wait for the time that the service names, then send fewer calls at once"),
    NO_NETWORK("Look whether this machine reaches the host: its network, its firewall, the proxy of your company."),
    SIMULATOR("The simulator knows a few models only: set a key to check this one, or leave the model out."),
    BUDGET("The budget of this check does not pay for a call of this model: raise --budget, or check a cheaper"
            + " model."),
    TIME("The time of this check is over: raise --timeout, or look at the load of the model at"
            + " https://openrouter.ai/models.");

    private static final int TOO_MANY_REQUESTS = 429;

    private final String text;

    Remedy(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Null where the message of the failure says all that is known. */
    static Remedy of(OpenRouterException failure) {
        if (failure instanceof BudgetExceededException) {
            return BUDGET;
        }
        if (failure instanceof AuthenticationException) {
            return WRONG_KEY;
        }
        if (failure instanceof InsufficientCreditsException) {
            return NO_CREDIT;
        }
        if (failure instanceof ModelUnavailableException) {
            return UNKNOWN_MODEL;
        }
        if (failure instanceof RateLimitException || failure.getStatusCode() == TOO_MANY_REQUESTS) {
            return TOO_MANY_CALLS;
        }
        if (failure.getMessage() != null && failure.getMessage().contains("Reasoning is mandatory")) {
            return REASONING;
        }
        String type = failure.getErrorType() == null ? "" : failure.getErrorType();
        return switch (type) {
            case "unknown_host", "connect", "connect_timeout", "tls" -> NO_NETWORK;
            case "total_timeout", "deadline_exceeded" -> TIME;
            case "not_json" -> WRONG_ADDRESS;
            case "not_found" -> failure.getMessage().contains("baseUrl") ? WRONG_ADDRESS : null;
            default -> null;
        };
    }

    /** Whether every further call would meet the same. */
    boolean isHopeless() {
        return this != REASONING;
    }
}
