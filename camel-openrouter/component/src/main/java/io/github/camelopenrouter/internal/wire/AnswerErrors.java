package io.github.camelopenrouter.internal.wire;

import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.internal.http.Transport;

/** Finds the failure inside what looks like a success: a top-level error, a choice's error, a finish reason that says so. */
public final class AnswerErrors {
    /** What providers say where they could not read what the model wrote as its call of a tool. */
    private static final Pattern UNREADABLE =
            Pattern.compile("MALFORMED_(FUNCTION|TOOL)_CALL|UNEXPECTED_TOOL_CALL", Pattern.CASE_INSENSITIVE);

    private final ErrorReader reader;

    public AnswerErrors(ErrorReader reader) {
        this.reader = reader;
    }

    /**
     * The failure in what was just read, or null.
     *
     * @param named whether the event that it came in is named an error
     */
    public OpenRouterException in(WireAnswer answer, boolean named, Transport.Head head) {
        if (says(answer.error)) {
            return reader.read(head, envelope(answer));
        }
        if (answer.error != null && answer.error.isObject() && answer.choices.isEmpty()) {
            // an error without a word is one where nothing else is there
            return reader.read(head, answer.error);
        }
        if (named || answer.saysError || answer.extra != null && saysFailure(answer)) {
            return reader.read(head, envelope(answer));
        }
        for (WireAnswer.Choice choice : answer.choices) {
            if (says(choice.error)) {
                return reader.read(head, object(choice.error));
            }
            JsonNode within = choice.extra == null ? null : choice.extra.get("error");
            if (says(within)) {
                return reader.read(head, object(within));
            }
            if ("error".equalsIgnoreCase(choice.finishReason)) {
                return ended(choice.nativeFinishReason);
            }
        }
        return null;
    }

    /** The failure in an answer that is not one of a model, or null: it has no data, and says what is wrong. */
    public OpenRouterException in(JsonNode json, Transport.Head head) {
        boolean error = !json.hasNonNull("data") && says(json.get("error"));
        return error ? reader.read(head, ErrorText.errorOf(json)) : null;
    }

    /** Some write that there is none. */
    private static boolean says(JsonNode error) {
        return error != null
                && !(error.isBoolean() && !error.booleanValue())
                && !(error.isTextual() && error.textValue().isBlank())
                && !(error.isContainerNode() && error.isEmpty());
    }

    private static boolean saysFailure(WireAnswer answer) {
        JsonNode type = answer.extra.get("type");
        JsonNode success = answer.extra.get("success");
        if (type != null && type.isTextual() && type.textValue().equals("error")
                || success != null && success.isBoolean() && !success.booleanValue()) {
            return true;
        }
        if (isFailed(answer.extra.get("code")) || isFailed(answer.extra.get("status"))) {
            return true;
        }
        return answer.choices.isEmpty()
                && answer.usage == null
                && (isText(answer.extra.get("message"))
                        || isText(answer.extra.get("msg"))
                        || isText(answer.extra.get("error_message"))
                        || says(answer.extra
                                .getOrDefault("response", MissingNode.getInstance())
                                .get("error"))
                        || says(answer.extra.get("detail"))
                        || says(answer.extra.get("errors")));
    }

    private static boolean isFailed(JsonNode status) {
        Integer code = Numbers.status(status);
        return code != null && code >= 400;
    }

    private static boolean isText(JsonNode node) {
        return node != null && node.isTextual();
    }

    /** The object that has message and code, wherever in what was read it is. */
    private static JsonNode envelope(WireAnswer answer) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        if (answer.extra != null) {
            root.setAll(answer.extra);
        }
        if (says(answer.error)) {
            root.set("error", answer.error);
        }
        JsonNode error = ErrorText.errorOf(root);
        if (!error.isObject()) {
            error = root.put("message", "the answer calls itself an error");
        }
        if (error != root && !error.has("code") && root.has("code")) {
            ((ObjectNode) error).set("code", root.get("code"));
        }
        ErrorText.addRouting(error, root.path(ErrorText.ROUTING));
        return error;
    }

    /** Of text that stands in a stream, or in an event that is named an error, without being JSON. */
    public OpenRouterException text(byte[] bytes, int offset, int length, Transport.Head head) {
        return reader.readText(head, bytes, offset, length);
    }

    private static JsonNode object(JsonNode error) {
        if (error.isArray() && !error.isEmpty()) {
            return object(error.get(0));
        }
        return error.isObject() ? error : Json.MAPPER.createObjectNode().set("message", error);
    }

    private static OpenRouterException ended(String nativeReason) {
        String word = nativeReason == null ? "" : " (" + nativeReason + ")";
        return new ProviderException(
                ErrorDetails.of("The provider failed: it ended the answer with an error" + word, Outcome.REJECTED)
                        .withErrorType(
                                nativeReason != null
                                                && UNREADABLE
                                                        .matcher(nativeReason)
                                                        .matches()
                                        ? "malformed_function_call"
                                        : "finish_reason_error")
                        .withRetry(Retry.YES),
                null);
    }

    /** Of an answer with a status from 300 on, or of one that is not JSON. */
    public OpenRouterException ofStatus(Transport.Head head, byte[] body, int length) {
        if (head.status() < 300 || head.status() >= 400) {
            return reader.read(head, body, length);
        }
        return new ProviderException(
                ErrorDetails.of(
                                "OpenRouter answered with the redirect " + head.status()
                                        + ", which is never followed: the key belongs to the configured host. Check the baseUrl",
                                Outcome.REJECTED)
                        .withErrorType("redirect"),
                null);
    }
}
