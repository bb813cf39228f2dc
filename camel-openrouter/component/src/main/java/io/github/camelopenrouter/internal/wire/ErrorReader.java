package io.github.camelopenrouter.internal.wire;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.http.Transport;

/**
 * Makes an exception of an error answer, of an error object inside a 200, or of one in mid-stream. Bodies come in many shapes
 * (<a href="https://openrouter.ai/docs/api-reference/errors">errors</a>), so they are searched, never bound.
 */
public final class ErrorReader {
    private static final String NOWHERE = "not_found";

    private final Clock clock;
    private final Secrets secrets;

    /** @param secrets what no word of a failure may repeat, masked before anything is cut */
    public ErrorReader(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    /** Of an answer whose status says that it failed. */
    OpenRouterException read(Transport.Head head, byte[] body, int length) {
        JsonNode root = ErrorText.json(body, length);
        JsonNode error = ErrorText.errorOf(root);
        if (error.isMissingNode()) {
            return notJson(head, body, length);
        }
        ErrorText.addRouting(error, root.path(ErrorText.ROUTING));
        return read(head, error, head.status(), !ErrorText.isServices(root));
    }

    /** Of an error object found inside an answer whose status said 200; {@code head} may be null. */
    OpenRouterException read(Transport.Head head, JsonNode error) {
        return read(head, error, 0, false);
    }

    private OpenRouterException read(Transport.Head head, JsonNode error, int httpStatus, boolean foreign) {
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
        String text = secrets.mask(ErrorText.of(error));
        // some name no number inside a 200: their word stands for the status that it has elsewhere
        int meant = status == 0 && reason != null ? ErrorKind.statusOf(reason) : status;
        ErrorKind kind = foreign && nowhere(httpStatus) && !text.contains("model")
                ? ErrorKind.ADDRESS
                : ErrorKind.of(meant, reason, limit, metadata, retryAfter, text);
        Retry retry = availability.path("retryable").isBoolean()
                ? availability.path("retryable").booleanValue() ? Retry.YES : Retry.NEVER
                : kind.retry(meant, text, limit);
        ErrorDetails details = new ErrorDetails(
                kind.message(status, text, foreign),
                status,
                code,
                first(type, ErrorText.word(availability.path("code")), kind == ErrorKind.ADDRESS ? NOWHERE : null),
                first(
                        ErrorText.word(metadata.path("provider_name")),
                        head == null ? null : head.first("X-Provider-Name")),
                head == null ? null : head.first("X-Generation-Id"),
                ErrorKind.outcome(status),
                retry,
                retryAfter,
                head == null ? Map.of() : secrets.mask(head.all()),
                null,
                ErrorText.metadata(error));
        return kind.exception(details);
    }

    private OpenRouterException notJson(Transport.Head head, byte[] body, int length) {
        int status = head.status();
        String said = secrets.mask(new String(body, 0, Math.min(length, ErrorText.MAX_TEXT), StandardCharsets.UTF_8));
        String title = ErrorText.title(said);
        String ray = head.first("cf-ray");
        String text = (title == null ? other(said, length) : page(title))
                + (ray == null ? "" : " (cf-ray " + ErrorText.bounded(secrets.mask(ray)) + ")");
        Duration retryAfter = RetryAfter.of(head, MissingNode.getInstance(), clock);
        ErrorKind kind = nowhere(status) && !isJson(said)
                ? ErrorKind.ADDRESS
                : ErrorKind.of(status, null, null, MissingNode.getInstance(), retryAfter, text);
        ErrorDetails details = new ErrorDetails(
                status < 400
                        ? ErrorText.sentences(
                                "OpenRouter: " + text + " with status " + status, "Check the baseUrl and the proxy")
                        : kind.message(status, text, true),
                status,
                null,
                status < 400 ? "not_json" : kind == ErrorKind.ADDRESS ? NOWHERE : null,
                null,
                head.first("X-Generation-Id"),
                ErrorKind.outcome(status),
                status < 400 ? Retry.NEVER : kind.retry(status, text, null),
                retryAfter,
                secrets.mask(head.all()),
                null,
                null);
        return kind.exception(details);
    }

    private static String page(String title) {
        String line = title.equals(ErrorText.PAGE) ? null : ErrorText.quoted(title);
        return ErrorText.PAGE + (line == null ? "" : " (" + line + ")");
    }

    /** JSON that is cut or broken is not quoted: it may repeat what was asked. */
    private static String other(String said, int length) {
        String line = isJson(said) ? null : ErrorText.quoted(said);
        return length == 0 ? "an empty answer" : "an answer that is not JSON" + (line == null ? "" : ": " + line);
    }

    private static boolean isJson(String said) {
        String text = said.stripLeading();
        return text.startsWith("{") || text.startsWith("[");
    }

    /** Of text that is no JSON where an event of a stream should be. */
    OpenRouterException readText(Transport.Head head, byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, Math.min(length, ErrorText.MAX_TEXT), StandardCharsets.UTF_8);
        if (head != null && ErrorText.title(text) != null) {
            byte[] page = text.getBytes(StandardCharsets.UTF_8);
            return notJson(head, page, page.length);
        }
        return read(head, Json.MAPPER.createObjectNode().put("message", text));
    }

    private static int numeric(JsonNode code, int httpStatus) {
        Integer status = code.isTextual() ? Numbers.status(ErrorText.head(code.textValue())) : Numbers.status(code);
        return status != null && status >= 400 ? status : httpStatus;
    }

    private static boolean nowhere(int status) {
        return status == 404 || status == 405;
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
