package io.github.camelopenrouter.simulator.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Checks whether reasoning comes back as it was answered. What another provider wrote is not looked at. */
final class ReasoningReplay {

    private static final String DETAILS = "reasoning_details";

    private final SignedTurns signed;
    private final String format;

    /** @param format of the reasoning of the model that is asked */
    ReasoningReplay(SignedTurns signed, String format) {
        this.signed = signed;
        this.format = format;
    }

    /** Why the provider does not know its own reasoning again, or null if it does. */
    String complaint(JsonNode messages) {
        for (ToolTurns.Turn turn : ToolTurns.of(messages).turns()) {
            ArrayNode told = signed.of(turn.calls());
            String complaint = told == null ? null : complaint(turn, told);
            if (complaint != null) {
                return complaint;
            }
        }
        int number = 0;
        for (JsonNode message : messages) {
            boolean compared = signed.of(message.path(ToolTurns.CALLS)) != null;
            for (JsonNode detail : message.path(DETAILS)) {
                if (!compared && detail.path("format").asText().equals(format) && !isGenuine(detail)) {
                    return ToolWords.of(format).changed(number);
                }
            }
            number++;
        }
        return null;
    }

    /** Earlier turns may lose their reasoning: the provider wants that of the turn that goes on. */
    private String complaint(ToolTurns.Turn turn, ArrayNode told) {
        String own = told.path(0).path("format").asText();
        if (!own.isEmpty() && !ToolWords.of(own).equals(ToolWords.of(format))) {
            return null;
        }
        JsonNode details = turn.message().path(DETAILS);
        if (details.isEmpty()) {
            return turn.open() ? ToolWords.of(format).lost(turn.number()) : null;
        }
        return SignedTurns.whole(details).equals(told)
                ? null
                : ToolWords.of(format).changed(turn.number());
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
}
