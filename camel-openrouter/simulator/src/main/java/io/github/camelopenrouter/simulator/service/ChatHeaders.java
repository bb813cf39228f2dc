package io.github.camelopenrouter.simulator.service;

import java.util.List;

/** What headers of a request to chat ask for. */
final class ChatHeaders {

    private static final List<String> METADATA = List.of("X-OpenRouter-Metadata", "X-OpenRouter-Experimental-Metadata");

    private ChatHeaders() {}

    /** Whether the answer is to tell how it was routed. */
    static boolean wantMetadata(ServiceRequest http) {
        return METADATA.stream()
                .anyMatch(name -> "enabled".equalsIgnoreCase(http.header().apply(name)));
    }
}
