package io.github.camelopenrouter.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

/**
 * Makes an exception of an error answer, of an error object inside a 200, or of one in mid-stream. Bodies come in many shapes
 * (<a href="https://openrouter.ai/docs/api-reference/errors">errors</a>), so they are searched, never bound.
 */
final class ErrorReader {
    private static final int MAX_DETAIL = 300;
    private static final int MAX_METADATA = 16 * 1024;
    private static final int MAX_DEPTH = 4;
    private static final Set<String> BUDGETS =
            Set.of("openrouter_guardrail_budget", "openrouter_workspace_budget", "openrouter_key_limit");
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

    private static final Set<String> NO_MODEL = Set.of("model_not_found", "not_found", "no_endpoints");

    private final Clock clock;

    ErrorReader(Clock clock) {
        this.clock = clock;
    }

    /** Of an answer whose status says that it failed. */
    OpenRouterException read(Transport.Head head, byte[] body, int length) {
        JsonNode root = json(body, length);
        JsonNode error = errorOf(root);
        if (error.isMissingNode()) {
            return notJson(head, body, length);
        }
        return read(head, error, head.status());
    }

    /** Of an error object found inside an answer whose status said 200; {@code head} may be null. */
    OpenRouterException read(Transport.Head head, JsonNode error) {
        return read(head, error, 0);
    }

    private static JsonNode json(byte[] body, int length) {
        try {
            JsonNode root = Json.MAPPER.readTree(body, 0, length);
            return root == null ? MissingNode.getInstance() : root;
        } catch (IOException e) {
            // a page of a proxy, or text: judged by its status alone
            return MissingNode.getInstance();
        }
    }

    /** The object that holds message and code, whichever envelope it came in; missing for none. */
    private static JsonNode errorOf(JsonNode root) {
        if (root.isArray() && !root.isEmpty()) {
            return errorOf(root.get(0));
        }
        JsonNode error = root.path("error");
        if (error instanceof ObjectNode object) {
            // some envelopes name the type beside the error
            JsonNode type = root.path("error_type");
            return type.isTextual() && !object.has("error_type") ? object.set("error_type", type) : object;
        }
        if (error.isArray() && !error.isEmpty()) {
            return error.get(0);
        }
        if (error.isTextual()) {
            return JsonNodeFactory.instance.objectNode().set("message", error);
        }
        if (root.path("message").isTextual()) {
            return root;
        }
        String words = root.isObject() ? raw(root, MAX_DEPTH) : null;
        return words == null
                ? MissingNode.getInstance()
                : JsonNodeFactory.instance.objectNode().put("message", words);
    }

    private OpenRouterException read(Transport.Head head, JsonNode error, int httpStatus) {
        JsonNode metadata = error.path("metadata");
        String code = word(error.path("code"));
        int status = numeric(code, httpStatus);
        String type =
                first(word(metadata.path("error_type")), word(error.path("error_type")), word(error.path("type")));
        JsonNode availability = error.path("availability");
        String reason = first(word(availability.path("code")), type, code);
        String limit = first(word(metadata.path("limit_source")), word(error.path("limit_source")));
        Duration retryAfter = RetryAfter.of(head, error, clock);
        String text = text(error);
        // some name no number inside a 200: their word stands for the status that it has elsewhere
        int meant = status == 0 && reason != null ? STATUS_OF.getOrDefault(reason, 0) : status;
        Kind kind = kind(meant, reason, limit, metadata, retryAfter, text);
        Retry retry = availability.path("retryable").isBoolean()
                ? availability.path("retryable").booleanValue() ? Retry.YES : Retry.NEVER
                : retry(kind, meant, text, limit);
        ErrorDetails details = new ErrorDetails(
                message(kind, status, text),
                status,
                code,
                first(type, word(availability.path("code"))),
                first(word(metadata.path("provider_name")), head == null ? null : head.first("X-Provider-Name")),
                head == null ? null : head.first("X-Generation-Id"),
                outcome(status),
                retry,
                retryAfter,
                head == null ? Map.of() : head.all(),
                null,
                metadata(error));
        return exception(kind, details);
    }

    private OpenRouterException notJson(Transport.Head head, byte[] body, int length) {
        int status = head.status();
        String title = title(new String(body, 0, Math.min(length, 8 * 1024), StandardCharsets.UTF_8));
        String ray = head.first("cf-ray");
        String text = (title == null
                        ? length == 0 ? "an empty answer" : "an answer that is not JSON"
                        : '"' + bounded(title) + '"')
                + (ray == null ? "" : " (cf-ray " + bounded(ray) + ")");
        Duration retryAfter = RetryAfter.of(head, MissingNode.getInstance(), clock);
        Kind kind = kind(status, null, null, MissingNode.getInstance(), retryAfter, text);
        ErrorDetails details = new ErrorDetails(
                status < 400
                        ? "OpenRouter: " + text + " with status " + status + "; check the baseUrl"
                        : message(kind, status, text),
                status,
                null,
                status < 400 ? "not_json" : null,
                null,
                head.first("X-Generation-Id"),
                outcome(status),
                status < 400 ? Retry.NEVER : retry(kind, status, text, null),
                retryAfter,
                head.all(),
                null,
                null);
        return exception(kind, details);
    }

    private enum Kind {
        REQUEST,
        CONTEXT,
        AUTHENTICATION,
        CREDITS,
        IN_FLIGHT,
        PERMISSION,
        MODEL,
        RATE,
        PROVIDER
    }

    private static Kind kind(
            int status, String reason, String limit, JsonNode metadata, Duration retryAfter, String text) {
        String word = reason == null ? "" : reason;
        String lower = text.toLowerCase(Locale.ROOT);
        switch (status) {
            case 400:
                if (word.equals("context_length_exceeded") || lower.contains("context length")) {
                    return Kind.CONTEXT;
                }
                return NO_MODEL.contains(word) || lower.contains("not a valid model id") ? Kind.MODEL : Kind.REQUEST;
            case 401:
                return Kind.AUTHENTICATION;
            case 402:
                boolean inFlight = "openrouter_in_flight_budget".equals(limit)
                        || "in_flight_budget_exhausted"
                                .equals(metadata.path("reason").asText());
                boolean credits = "openrouter_credits".equals(limit) || "openrouter_key_limit".equals(limit);
                boolean tooMuch =
                        "weight_exceeds_budget".equals(metadata.path("reason").asText());
                return inFlight && !tooMuch || (retryAfter != null && !credits && !tooMuch && limit == null)
                        ? Kind.IN_FLIGHT
                        : Kind.CREDITS;
            case 403:
                return limit != null && BUDGETS.contains(limit) ? Kind.CREDITS : Kind.PERMISSION;
            case 404:
                return Kind.MODEL;
            case 429:
                return Kind.RATE;
            default:
                return status >= 400 && status < 500 && status != 408 ? Kind.REQUEST : Kind.PROVIDER;
        }
    }

    private static Retry retry(Kind kind, int status, String text, String limit) {
        return switch (kind) {
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
    private static Outcome outcome(int status) {
        return status >= 520 && status <= 524 ? Outcome.UNKNOWN : Outcome.REJECTED;
    }

    private static String message(Kind kind, int status, String text) {
        String detail = text.isEmpty() ? "" : ": " + bounded(text);
        String code = status == 0 ? "" : " (" + status + ")";
        return switch (kind) {
            case AUTHENTICATION ->
                "OpenRouter refused the API key" + code + detail + ". Check the option apiKey or OPENROUTER_API_KEY";
            case CREDITS ->
                "insufficient balance" + code + detail
                        + ". Add credits at openrouter.ai/credits, raise the key's limit, or lower maxTokens";
            case IN_FLIGHT ->
                "insufficient balance for this many calls at once" + code + detail
                        + ". Retry after the named time or have fewer calls in flight";
            case MODEL ->
                "model not found" + code + detail
                        + ". Check the option model (openrouter.ai/models) and the provider options";
            case RATE -> "rate limit exceeded" + code + detail + ". Wait and retry, or send fewer requests";
            case CONTEXT -> "The conversation is too long for the model" + code + detail;
            case PERMISSION -> "OpenRouter refused this request" + code + detail;
            case REQUEST -> "OpenRouter rejected the request" + code + detail;
            case PROVIDER -> "The provider failed" + code + detail;
        };
    }

    private static OpenRouterException exception(Kind kind, ErrorDetails details) {
        return switch (kind) {
            case REQUEST -> new InvalidRequestException(details, null);
            case CONTEXT -> new ContextLengthException(details, null);
            case AUTHENTICATION -> new AuthenticationException(details, null);
            case CREDITS -> new InsufficientCreditsException(details, null);
            case IN_FLIGHT, RATE -> new RateLimitException(details, null);
            case PERMISSION -> new PermissionDeniedException(details, null);
            case MODEL -> new ModelUnavailableException(details, null);
            case PROVIDER -> new ProviderException(details, null);
        };
    }

    /** The message; where it only says that a provider failed, what the provider said. */
    private static String text(JsonNode error) {
        String message = error.path("message").asText("");
        if (message.isEmpty() || message.equals("Provider returned error")) {
            String raw = raw(error.path("metadata").path("raw"), MAX_DEPTH);
            if (raw != null) {
                return message.isEmpty() ? raw : message + ": " + raw;
            }
        }
        String title = title(message);
        if (title != null) {
            return title;
        }
        if (message.startsWith("[") || message.startsWith("{")) {
            // a validation error whose message is JSON in a string
            String inner = raw(error.path("message"), MAX_DEPTH);
            return inner == null ? message : inner;
        }
        return message;
    }

    private static String raw(JsonNode node, int depth) {
        if (depth == 0) {
            return null;
        }
        if (node.isTextual()) {
            String text = node.textValue().trim();
            if (text.startsWith("{") || text.startsWith("[")) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                JsonNode inner = json(bytes, bytes.length);
                return inner.isContainerNode() ? raw(inner, depth - 1) : text;
            }
            String title = title(text);
            return title != null ? title : text.isEmpty() ? null : text;
        }
        if (node.isArray()) {
            return node.isEmpty() ? null : raw(node.get(0), depth - 1);
        }
        for (String name : new String[] {"message", "error", "detail", "details", "msg"}) {
            String found = node.has(name) ? raw(node.get(name), depth - 1) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String title(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int start = lower.indexOf("<title>");
        int end = start < 0 ? -1 : lower.indexOf("</title>", start);
        if (end < 0) {
            return lower.contains("<html") || lower.startsWith("<!doctype") ? "an HTML page" : null;
        }
        return text.substring(start + "<title>".length(), end).trim();
    }

    private static String metadata(JsonNode error) {
        JsonNode metadata = error.path("metadata");
        JsonNode availability = error.path("availability");
        if (metadata.isMissingNode() && availability.isMissingNode()) {
            return null;
        }
        String text = availability.isMissingNode()
                ? metadata.toString()
                : JsonNodeFactory.instance
                        .objectNode()
                        .<ObjectNode>set("metadata", metadata.isMissingNode() ? null : metadata)
                        .set("availability", availability)
                        .toString();
        return text.length() > MAX_METADATA ? text.substring(0, MAX_METADATA) : text;
    }

    private static String word(JsonNode node) {
        String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
        return text.isBlank() ? null : bounded(text);
    }

    private static int numeric(String code, int httpStatus) {
        if (code != null && code.matches("[45]\\d\\d")) {
            return Integer.parseInt(code);
        }
        return httpStatus;
    }

    private static String bounded(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + '\u2026' : text;
    }

    @SafeVarargs
    private static <T> T first(T... values) {
        for (T value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
