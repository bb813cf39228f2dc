package io.github.camelopenrouter.simulator.service;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A model of the catalogue.
 *
 * @param slug what answers call it
 * @param listing how the service lists it
 */
record Model(String id, String slug, List<Endpoint> endpoints, ObjectNode listing) {

    boolean isFree() {
        return id.endsWith(":free");
    }

    int contextLength() {
        return listing.path("context_length").asInt();
    }

    int maxCompletionTokens() {
        return listing.path("top_provider").path("max_completion_tokens").asInt(contextLength());
    }

    /** Whether a prompt may have that medium. */
    boolean takes(String modality) {
        return has("input_modalities", modality);
    }

    /** Whether an answer may have that medium. */
    boolean makes(String modality) {
        return has("output_modalities", modality);
    }

    private boolean has(String list, String modality) {
        for (JsonNode listed : listing.path("architecture").path(list)) {
            if (listed.asText().equals(modality)) {
                return true;
            }
        }
        return false;
    }

    boolean canReason() {
        return listing.has("reasoning");
    }

    /** Whether it reasons also when nobody asks for it. */
    boolean usuallyReasons() {
        return listing.path("reasoning").path("default_enabled").asBoolean();
    }

    boolean mustReason() {
        return listing.path("reasoning").path("mandatory").asBoolean();
    }

    /** A router chooses another model. */
    boolean isRouter() {
        return endpoints.isEmpty();
    }

    /** Which form its reasoning has on the wire. */
    String reasoningFormat() {
        if (id.startsWith("anthropic/")) {
            return "anthropic-claude-v1";
        }
        if (id.startsWith("openai/")) {
            return "openai-responses-v1";
        }
        return id.startsWith("google/") ? "google-gemini-v1" : "unknown";
    }
}
