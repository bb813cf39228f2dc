package io.github.camelopenrouter.simulator.service;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Who runs models.
 *
 * @param stopsWhenCancelled whether a client that leaves a stream pays for what it got only
 * @param listing how the service lists it
 */
record Provider(String slug, String name, boolean stopsWhenCancelled, JsonNode finishReasons, ObjectNode listing) {

    static Provider of(ObjectNode entry) {
        ObjectNode listing = entry.deepCopy().without(List.of("native_finish_reasons", "stops_when_cancelled"));
        return new Provider(
                entry.path("slug").asText(),
                entry.path("name").asText(),
                entry.path("stops_when_cancelled").asBoolean(),
                entry.path("native_finish_reasons"),
                listing);
    }

    /** Its own word for a finish reason. */
    String nativeFinishReason(String finishReason) {
        return finishReasons.path(finishReason).asText(finishReason);
    }
}
