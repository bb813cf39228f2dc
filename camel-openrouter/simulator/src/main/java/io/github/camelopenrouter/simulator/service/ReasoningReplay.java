package io.github.camelopenrouter.simulator.service;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks whether reasoning comes back as it was answered. What another provider wrote is not looked at. */
final class ReasoningReplay {

    private ReasoningReplay() {}

    /** @throws ApiException if the provider does not know its own reasoning again */
    static void check(ChatRequest request, Route route) {
        String format = route.model().reasoningFormat();
        int number = 0;
        for (JsonNode message : request.body().path("messages")) {
            for (JsonNode detail : message.path("reasoning_details")) {
                if (detail.path("format").asText().equals(format) && !isGenuine(detail)) {
                    throw ApiException.refusedBy(route.endpoint().provider(), complaint(format, number));
                }
            }
            number++;
        }
    }

    private static boolean isGenuine(JsonNode detail) {
        String type = detail.path("type").asText();
        if (type.equals(ReasoningDetails.TEXT) && detail.hasNonNull("signature")) {
            String signature = ReasoningDetails.signature(detail.path("text").asText());
            return detail.path("signature").asText().equals(signature);
        }
        if (type.equals(ReasoningDetails.ENCRYPTED)) {
            return detail.path("data")
                    .asText()
                    .equals(ReasoningDetails.data(detail.path("id").asText()));
        }
        return true;
    }

    private static String complaint(String format, int message) {
        if (ReasoningDetails.signs(format)) {
            return "messages." + message + ".content.0: Invalid `signature` in `thinking` block";
        }
        return format.startsWith("google")
                ? "Thought signature is not valid"
                : "The encrypted content of a reasoning item could not be verified.";
    }
}
