package io.github.camelopenrouter.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * Makes an exception of an error answer, of an error object inside a 200, or of one in mid-stream. Bodies come in many shapes
 * (<a href="https://openrouter.ai/docs/api-reference/errors">errors</a>), so they are searched, never bound.
 */
final class ErrorReader {
    private final Clock clock;

    ErrorReader(Clock clock) {
        this.clock = clock;
    }

    /** Of an answer whose status says that it failed. */
    OpenRouterException read(Transport.Head head, byte[] body, int length) {
        JsonNode root = ErrorText.json(body, length);
        JsonNode error = ErrorText.errorOf(root);
        if (error.isMissingNode()) {
            return notJson(head, body, length);
        }
        if (head.status() == 404 && !ErrorText.speaksOfModels(root, error)) {
            // whoever answers there is not the service: a gateway, a framework, another path
            return wrongAddress(head, ErrorText.of(error));
        }
        return read(head, error, head.status());
    }

    private OpenRouterException wrongAddress(Transport.Head head, String text) {
        return ErrorKind.ADDRESS.exception(
                ErrorDetails.of(ErrorKind.ADDRESS.message(head.status(), text), ErrorKind.outcome(head.status()))
                        .withErrorType("not_found")
                        .withAnswer(head.status(), head.first("X-Generation-Id"), head.all()));
    }

    /** Of an error object found inside an answer whose status said 200; {@code head} may be null. */
    OpenRouterException read(Transport.Head head, JsonNode error) {
        return read(head, error, 0);
    }

    private OpenRouterException read(Transport.Head head, JsonNode error, int httpStatus) {
        JsonNode metadata = error.path("metadata");
        String code = ErrorText.word(error.path("code"));
        int status = numeric(error.path("code"), httpStatus);
        String type = first(
                ErrorText.word(metadata.path("error_type")),
                ErrorText.word(error.path("error_type")),
                ErrorText.word(error.path("type")));
        JsonNode availability = error.path("availability");
        String reason = first(ErrorText.word(availability.path("code")), type, code);
        String limit = first(ErrorText.word(metadata.path("limit_source")), ErrorText.word(error.path("limit_source")));
        Duration retryAfter = RetryAfter.of(head, error, clock);
        String text = ErrorText.of(error);
        // some name no number inside a 200: their word stands for the status that it has elsewhere
        int meant = status == 0 && reason != null ? ErrorKind.statusOf(reason) : status;
        ErrorKind kind = ErrorKind.of(meant, reason, limit, metadata, retryAfter, text);
        Retry retry = availability.path("retryable").isBoolean()
                ? availability.path("retryable").booleanValue() ? Retry.YES : Retry.NEVER
                : kind.retry(meant, text, limit);
        ErrorDetails details = new ErrorDetails(
                kind.message(status, text),
                status,
                code,
                first(type, ErrorText.word(availability.path("code"))),
                first(
                        ErrorText.word(metadata.path("provider_name")),
                        head == null ? null : head.first("X-Provider-Name")),
                head == null ? null : head.first("X-Generation-Id"),
                ErrorKind.outcome(status),
                retry,
                retryAfter,
                head == null ? Map.of() : head.all(),
                null,
                ErrorText.metadata(error));
        return kind.exception(details);
    }

    private OpenRouterException notJson(Transport.Head head, byte[] body, int length) {
        int status = head.status();
        if (status == 404) {
            return wrongAddress(head, ErrorText.quoted(body, length));
        }
        String ray = head.first("cf-ray");
        String text = ErrorText.quoted(body, length) + (ray == null ? "" : " (cf-ray " + ErrorText.bounded(ray) + ")");
        Duration retryAfter = RetryAfter.of(head, MissingNode.getInstance(), clock);
        ErrorKind kind = ErrorKind.of(status, null, null, MissingNode.getInstance(), retryAfter, text);
        ErrorDetails details = new ErrorDetails(
                status < 400
                        ? "OpenRouter: " + text + " came with status " + status
                                + " instead of an answer. Check the option baseUrl, and the proxy"
                        : kind.message(status, text),
                status,
                null,
                status < 400 ? "not_json" : null,
                null,
                head.first("X-Generation-Id"),
                ErrorKind.outcome(status),
                status < 400 ? Retry.NEVER : kind.retry(status, text, null),
                retryAfter,
                head.all(),
                null,
                null);
        return kind.exception(details);
    }

    private static int numeric(JsonNode code, int httpStatus) {
        Integer status = Numbers.status(code);
        return status != null && status >= 400 && status < 600 ? status : httpStatus;
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
