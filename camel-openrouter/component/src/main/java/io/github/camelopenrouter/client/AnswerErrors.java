package io.github.camelopenrouter.client;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;

/** Finds the failure inside what looks like a success: a top-level error, a choice's error, a finish reason that says so. */
final class AnswerErrors {
    private final ErrorReader reader;

    AnswerErrors(ErrorReader reader) {
        this.reader = reader;
    }

    /** The failure in what was just read, or null. */
    OpenRouterException in(Answer answer, Transport.Head head) {
        if (answer.error != null) {
            return reader.read(head, object(answer.error));
        }
        for (Answer.Choice choice : answer.choices) {
            if (choice.error != null) {
                return reader.read(head, object(choice.error));
            }
            if ("error".equals(choice.finishReason)) {
                return ended(choice.nativeFinishReason);
            }
        }
        return null;
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
                        .withErrorType("finish_reason_error")
                        .withRetry(Retry.YES),
                null);
    }

    /** Of an answer with a status from 300 on, or of one that is not JSON. */
    OpenRouterException ofStatus(Transport.Head head, byte[] body, int length) {
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
