package io.github.camelopenrouter.simulator.service;

/**
 * What the service knows about who asked, and how.
 *
 * @param referer null if not told; so are the next three
 * @param requestHash of the bytes of the body
 */
record Caller(
        String referer,
        String userAgent,
        String sessionId,
        String user,
        String keyHash,
        String requestHash,
        boolean streamed) {

    static Caller of(ServiceRequest http, ChatRequest request) {
        return new Caller(
                http.header().apply("HTTP-Referer"),
                http.header().apply("User-Agent"),
                request.body().path("session_id").asText(http.header().apply("x-session-id")),
                request.body().path("user").asText(null),
                Hash.ofKey(http.key()),
                Hash.of(http.body()),
                request.isStreamed());
    }
}
