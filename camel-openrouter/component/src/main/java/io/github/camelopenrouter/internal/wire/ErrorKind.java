package io.github.camelopenrouter.internal.wire;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ContextLengthException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.PermissionDeniedException;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;

/** What kind of refusal an answer is: its exception, its remedy, and whether sending again can help. */
enum ErrorKind {
    REQUEST,
    CONTEXT,
    AUTHENTICATION,
    CREDITS,
    IN_FLIGHT,
    PERMISSION,
    MODEL,
    RATE,
    /** Something else than the service answers at that address. */
    ADDRESS,
    PROVIDER;

    /** What the error types mean (<a href="https://openrouter.ai/docs/api-reference/errors">errors</a>). */
    private static final Map<String, Integer> STATUS_OF = Map.ofEntries(
            Map.entry("context_length_exceeded", 400),
            Map.entry("max_tokens_exceeded", 400),
            Map.entry("token_limit_exceeded", 400),
            Map.entry("string_too_long", 400),
            Map.entry("invalid_request", 400),
            Map.entry("invalid_request_error", 400),
            Map.entry("invalid_prompt", 400),
            Map.entry("content_policy_violation", 400),
            Map.entry("refusal", 400),
            Map.entry("invalid_image", 400),
            Map.entry("image_too_large", 400),
            Map.entry("image_too_small", 400),
            Map.entry("unsupported_image_format", 400),
            Map.entry("image_download_failed", 400),
            Map.entry("authentication", 401),
            Map.entry("payment_required", 402),
            Map.entry("permission_denied", 403),
            Map.entry("not_found", 404),
            Map.entry("model_not_found", 404),
            Map.entry("precondition_failed", 412),
            Map.entry("payload_too_large", 413),
            Map.entry("unprocessable", 422),
            Map.entry("rate_limit_exceeded", 429),
            Map.entry("server", 500),
            Map.entry("provider_unavailable", 502),
            Map.entry("provider_overloaded", 503),
            Map.entry("timeout", 504));

    private static final String MODELS = "the option model (openrouter.ai/models) and the provider options";
    private static final String REASON =
            "Leave out disableThinking (option, header CamelOpenRouterDisableThinking, variable OPENROUTER_DISABLE_THINKING),"
                    + " or use reasoningEffort=low or another model";
    private static final String PARAMETERS =
            "Choose a model and providers that take all of the request's parameters, such as a"
                    + " schema, or set requireParameters=false";
    private static final int PROXY_AUTHENTICATION = 407;

    private static final Set<String> BUDGETS =
            Set.of("openrouter_guardrail_budget", "openrouter_workspace_budget", "openrouter_key_limit");
    private static final Set<String> NO_MODEL = Set.of("model_not_found", "not_found", "no_endpoints");

    /** The status that an error type has where it comes with one; 0 for an unknown word. */
    static int statusOf(String type) {
        return STATUS_OF.getOrDefault(type, 0);
    }

    static ErrorKind of(int status, String reason, String limit, JsonNode metadata, Duration retryAfter, String text) {
        String word = reason == null ? "" : reason;
        String lower = text.toLowerCase(Locale.ROOT);
        switch (status) {
            case 400:
                if (word.equals("context_length_exceeded") || lower.contains("context length")) {
                    return CONTEXT;
                }
                return NO_MODEL.contains(word) || lower.contains("not a valid model id") ? MODEL : REQUEST;
            case 401:
                return AUTHENTICATION;
            case 402:
                boolean inFlight = "openrouter_in_flight_budget".equals(limit)
                        || "in_flight_budget_exhausted".equals(ErrorText.word(metadata.path("reason")));
                boolean credits = "openrouter_credits".equals(limit) || "openrouter_key_limit".equals(limit);
                boolean tooMuch = "weight_exceeds_budget".equals(ErrorText.word(metadata.path("reason")));
                return inFlight && !tooMuch || (retryAfter != null && !credits && !tooMuch && limit == null)
                        ? IN_FLIGHT
                        : CREDITS;
            case 403:
                return limit != null && BUDGETS.contains(limit) ? CREDITS : PERMISSION;
            case 404:
                return MODEL;
            case 429:
                return RATE;
            default:
                return status >= 400 && status < 500 && status != 408 ? REQUEST : PROVIDER;
        }
    }

    Retry retry(int status, String text, String limit) {
        return switch (this) {
            case IN_FLIGHT -> Retry.YES;
            // the free tier's daily allowance comes back at midnight UTC: no attempt before that can succeed
            case RATE ->
                text.contains("free-models-per-day") || "openrouter_free_tier_daily".equals(limit)
                        ? Retry.NEVER
                        : Retry.YES;
            case PROVIDER ->
                switch (status) {
                    case 408, 500, 504 -> Retry.ONCE;
                    case 0, 502, 503, 529 -> Retry.YES;
                    default -> Retry.NEVER;
                };
            default -> Retry.NEVER;
        };
    }

    /** 520 to 524 come from the edge while the service may still be working: it may have been billed. */
    static Outcome outcome(int status) {
        return status >= 520 && status <= 524 ? Outcome.UNKNOWN : Outcome.REJECTED;
    }

    /** @param foreign whether the answer is none that the service itself gives, but that of a proxy or of another server */
    String message(int status, String text, boolean foreign) {
        String code = status == 0 ? "" : " (" + status + ")";
        boolean address = this == MODEL && isBare(text);
        String what = address ? "model or address not found" : foreign ? foreignWhat(status) : what();
        String remedy = address
                ? "Check the baseUrl, " + MODELS
                : this == REQUEST && insistsOnReasoning(text)
                        ? REASON
                        : this == MODEL && lacksParameters(text)
                                ? PARAMETERS
                                : foreign ? foreignRemedy(status) : remedy();
        String said = what + code + (text.isEmpty() ? "" : ": " + ErrorText.bounded(text));
        return ErrorText.sentences(said, remedy);
    }

    /** Whether there is a model, and no provider of it takes what it was asked with. */
    private static boolean lacksParameters(String text) {
        return text.toLowerCase(Locale.ROOT).contains("requested parameters");
    }

    /** Whether the model cannot answer without reasoning, as the service and providers say it. */
    private static boolean insistsOnReasoning(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("reasoning is mandatory")
                || lower.contains("only works in thinking mode")
                || lower.contains("cannot be disabled") && (lower.contains("reasoning") || lower.contains("thinking"));
    }

    /** The words of the status alone, which no model has to do with. */
    private static boolean isBare(String text) {
        return text.strip().toLowerCase(Locale.ROOT).matches("not found[.!]?");
    }

    private String foreignWhat(int status) {
        if (status == PROXY_AUTHENTICATION) {
            return "A proxy asks for user and password";
        }
        return switch (this) {
            case PERMISSION -> "OpenRouter or a proxy before it refused this request";
            case REQUEST -> "OpenRouter or a proxy before it rejected the request";
            case PROVIDER -> "OpenRouter or a proxy before it failed";
            default -> what();
        };
    }

    private String foreignRemedy(int status) {
        if (status == PROXY_AUTHENTICATION) {
            return "Check the options proxyAuthUsername and proxyAuthPassword";
        }
        return switch (this) {
            case AUTHENTICATION -> remedy() + ", the baseUrl and the proxy";
            case PERMISSION, REQUEST, PROVIDER -> ADDRESS.remedy();
            default -> remedy();
        };
    }

    private String what() {
        return switch (this) {
            case AUTHENTICATION -> "OpenRouter refused the API key";
            case CREDITS -> "insufficient balance";
            case IN_FLIGHT -> "insufficient balance for this many calls at once";
            case MODEL -> "model not found";
            case RATE -> "rate limit exceeded";
            case CONTEXT -> "The conversation is too long for the model";
            case PERMISSION -> "OpenRouter refused this request";
            case REQUEST -> "OpenRouter rejected the request";
            case ADDRESS -> "OpenRouter is not at this address";
            case PROVIDER -> "The provider failed";
        };
    }

    private String remedy() {
        return switch (this) {
            case AUTHENTICATION -> "Check the option apiKey or OPENROUTER_API_KEY";
            case CREDITS -> "Add credits at openrouter.ai/credits, raise the key's limit, or lower maxTokens";
            case IN_FLIGHT -> "Retry after the named time or have fewer calls in flight";
            case MODEL -> "Check " + MODELS;
            case RATE -> "Wait and retry, or send fewer requests";
            case ADDRESS -> "Check the baseUrl and the proxy";
            default -> null;
        };
    }

    OpenRouterException exception(ErrorDetails details) {
        return switch (this) {
            case REQUEST, ADDRESS -> new InvalidRequestException(details, null);
            case CONTEXT -> new ContextLengthException(details, null);
            case AUTHENTICATION -> new AuthenticationException(details, null);
            case CREDITS -> new InsufficientCreditsException(details, null);
            case IN_FLIGHT, RATE -> new RateLimitException(details, null);
            case PERMISSION -> new PermissionDeniedException(details, null);
            case MODEL -> new ModelUnavailableException(details, null);
            case PROVIDER -> new ProviderException(details, null);
        };
    }
}
