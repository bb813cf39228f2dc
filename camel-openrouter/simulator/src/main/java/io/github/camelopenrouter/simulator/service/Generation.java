package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service remembers of an answer.
 *
 * @param usage as far as it is billed
 * @param completed when the model was, or will be, done with it
 * @param cacheSource the generation whose answer was repeated, or null
 */
record Generation(ChatAnswer answer, Usage usage, Fate fate, Instant completed, String cacheSource, Caller caller) {

    private static final int OK = 200;
    private static final List<String> UNKNOWN = List.of(
            "upstream_id",
            "cache_discount",
            "app_id",
            "moderation_latency",
            "service_tier",
            "num_media_prompt",
            "num_input_audio_prompt",
            "num_media_completion",
            "num_fetches",
            "web_search_engine",
            "preset_id",
            "router",
            "request_id",
            "workspace_id");

    Generation with(Usage billed, Fate newFate, Instant end) {
        return new Generation(answer, billed, newFate, end, cacheSource, caller);
    }

    BigDecimal cost() {
        return usage.cost();
    }

    /** What its answer calls its model. */
    String model() {
        return answer.route().model().slug();
    }

    /** A stream that its client left. A single answer cannot be cancelled: the model goes on. */
    boolean isCancelled() {
        return fate == Fate.LEFT && caller.streamed();
    }

    Booking booking() {
        return new Booking(
                answer.id(), caller.keyHash(), model(), cost(), caller.requestHash(), cacheSource != null, fate);
    }

    ObjectNode json() {
        Provider provider = answer.route().endpoint().provider();
        ObjectNode json = Json.object();
        json.put("id", answer.id()).put("model", model()).put("provider_name", provider.name());
        json.put("api_type", "completions").put("data_region", "global");
        json.put("created_at", Instant.ofEpochSecond(answer.created()).toString());
        json.put("streamed", caller.streamed()).put("cancelled", isCancelled()).put("is_byok", false);
        json.put("finish_reason", finishReason(answer.completion().finishReason()));
        json.put(
                "native_finish_reason",
                finishReason(answer.nativeFinishReason(answer.completion().finishReason())));
        json.put("tokens_prompt", usage.promptTokens()).put("tokens_completion", usage.completionTokens());
        json.put("native_tokens_prompt", usage.promptTokens());
        json.put("native_tokens_completion", usage.completionTokens());
        json.put("native_tokens_reasoning", usage.written().reasoning());
        json.put("native_tokens_cached", usage.prompt().cached());
        json.put("native_tokens_completion_images", usage.written().image());
        json.put(
                "num_search_results",
                usage.tools().results() == 0 ? null : usage.tools().results());
        json.put("usage", cost()).put("total_cost", cost()).put("upstream_inference_cost", 0);
        json.put("latency", 0)
                .put("generation_time", 0)
                .put("origin", caller.referer() == null ? "" : caller.referer());
        json.put("http_referer", caller.referer()).put("user_agent", caller.userAgent());
        json.put("external_user", caller.user()).put("session_id", caller.sessionId());
        json.put("response_cache_source_id", cacheSource);
        json.putArray("provider_responses")
                .addObject()
                .put("provider_name", provider.name())
                .put("status", fate == Fate.FAILED ? null : Integer.valueOf(OK))
                .put("is_byok", false)
                .put("model_permaslug", model());
        UNKNOWN.forEach(json::putNull);
        return json;
    }

    private String finishReason(String complete) {
        if (isCancelled()) {
            return null;
        }
        return fate == Fate.FAILED ? "error" : complete;
    }
}
