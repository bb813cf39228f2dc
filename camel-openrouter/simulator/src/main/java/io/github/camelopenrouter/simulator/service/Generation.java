package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service remembers of an answer.
 *
 * @param usage as far as it is billed
 * @param cacheSource the generation whose answer was repeated, or null
 */
record Generation(
        ChatAnswer answer, Usage usage, boolean streamed, boolean cancelled, String cacheSource, Client client) {

    private static final List<String> UNKNOWN = List.of(
            "upstream_id",
            "cache_discount",
            "app_id",
            "moderation_latency",
            "service_tier",
            "native_tokens_completion_images",
            "num_media_prompt",
            "num_input_audio_prompt",
            "num_media_completion",
            "num_search_results",
            "num_fetches",
            "web_search_engine",
            "preset_id",
            "router",
            "request_id",
            "workspace_id");

    /** What the service knows about who asked; every member may be null. */
    record Client(String referer, String userAgent, String sessionId, String user) {

        static Client of(ServiceRequest http, ChatRequest request) {
            return new Client(
                    http.header().apply("HTTP-Referer"),
                    http.header().apply("User-Agent"),
                    request.body().path("session_id").asText(http.header().apply("x-session-id")),
                    request.body().path("user").asText(null));
        }
    }

    BigDecimal cost() {
        return usage.cost();
    }

    ObjectNode json() {
        Provider provider = answer.route().endpoint().provider();
        String slug = answer.route().model().slug();
        ObjectNode json = Json.object();
        json.put("id", answer.id()).put("model", slug).put("provider_name", provider.name());
        json.put("api_type", "completions").put("data_region", "global");
        json.put("created_at", Instant.ofEpochSecond(answer.created()).toString());
        json.put("streamed", streamed).put("cancelled", cancelled).put("is_byok", false);
        json.put("finish_reason", cancelled ? null : answer.completion().finishReason());
        json.put("native_finish_reason", cancelled ? null : answer.nativeFinishReason());
        json.put("tokens_prompt", usage.promptTokens()).put("tokens_completion", usage.completionTokens());
        json.put("native_tokens_prompt", usage.promptTokens());
        json.put("native_tokens_completion", usage.completionTokens());
        json.put("native_tokens_reasoning", usage.reasoningTokens()).put("native_tokens_cached", 0);
        json.put("usage", cost()).put("total_cost", cost()).put("upstream_inference_cost", 0);
        json.put("latency", 0)
                .put("generation_time", 0)
                .put("origin", client.referer() == null ? "" : client.referer());
        json.put("http_referer", client.referer()).put("user_agent", client.userAgent());
        json.put("external_user", client.user()).put("session_id", client.sessionId());
        json.put("response_cache_source_id", cacheSource);
        json.putArray("provider_responses")
                .addObject()
                .put("provider_name", provider.name())
                .put("status", 200)
                .put("is_byok", false)
                .put("model_permaslug", slug);
        UNKNOWN.forEach(json::putNull);
        return json;
    }
}
