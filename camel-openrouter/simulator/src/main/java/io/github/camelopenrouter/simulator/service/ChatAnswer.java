package io.github.camelopenrouter.simulator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A completion with everything that an answer says about it.
 *
 * @param created in seconds since 1970
 * @param metadata whether the answer tells how it was routed
 */
record ChatAnswer(String id, long created, Route route, Completion completion, Usage usage, boolean metadata) {

    /** The whole answer as one document. */
    ObjectNode json() {
        ObjectNode json = opening("chat.completion");
        json.putNull("system_fingerprint").putNull("service_tier");
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", 0).putNull("logprobs");
        choice.put("finish_reason", completion.finishReason()).put("native_finish_reason", nativeFinishReason());
        choice.set("message", message());
        json.set("usage", usage.json());
        if (metadata) {
            json.set("openrouter_metadata", metadataJson());
        }
        return json;
    }

    /** What every document of the answer begins with. */
    ObjectNode opening(String object) {
        ObjectNode json = Json.object();
        json.put("id", id).put("object", object).put("created", created);
        json.put("model", route.model().slug());
        json.put("provider", route.endpoint().provider().name());
        return json;
    }

    /** The answer of a model that failed: with what it wrote until then, if anything. */
    ObjectNode json(ModelFailure failure) {
        ObjectNode error = failure.error(route.endpoint().provider());
        if (failure.tokens(completion.tokens()) == 0) {
            return failure.document(route.endpoint().provider());
        }
        int kept = failure.tokens(completion.content().size());
        ObjectNode json = json();
        ObjectNode choice = (ObjectNode) json.path("choices").path(0);
        choice.put("finish_reason", "error").put("native_finish_reason", nativeFinishReason("error"));
        ((ObjectNode) choice.path("message")).remove("tool_calls");
        ((ObjectNode) choice.path("message"))
                .put("content", String.join("", completion.content().subList(0, kept)));
        choice.set("error", error);
        json.set("usage", Usage.uncharged(usage.promptTokens()).json());
        return json;
    }

    String nativeFinishReason() {
        return nativeFinishReason(completion.finishReason());
    }

    String nativeFinishReason(String finishReason) {
        return route.endpoint().provider().nativeFinishReason(finishReason);
    }

    /** What is told of the reasoning. */
    ReasoningDetails reasoningDetails() {
        return new ReasoningDetails(route.model().reasoningFormat(), String.join("", completion.reasoning()));
    }

    ArrayNode toolCalls() {
        ArrayNode calls = Json.array();
        ObjectNode call = calls.addObject();
        call.put("index", 0).put("id", toolCallId()).put("type", "function");
        call.putObject("function")
                .put("name", completion.toolCall().name())
                .put("arguments", completion.toolCall().arguments());
        return calls;
    }

    String toolCallId() {
        return "call_" + id.substring(id.lastIndexOf('-') + 1);
    }

    ObjectNode metadataJson() {
        Model model = route.model();
        Endpoint served = route.endpoint();
        ObjectNode json = Json.object();
        json.put("requested", route.requested())
                .put("strategy", route.strategy())
                .putNull("region");
        json.put(
                "summary",
                "available=" + model.endpoints().size() + ", selected="
                        + served.provider().name());
        json.put("attempt", 1).put("is_byok", false);
        ObjectNode endpoints = json.putObject("endpoints");
        endpoints.put("total", model.endpoints().size());
        ArrayNode available = endpoints.putArray("available");
        for (Endpoint endpoint : model.endpoints()) {
            available
                    .addObject()
                    .put("provider", endpoint.provider().name())
                    .put("model", model.slug())
                    .put("selected", endpoint.equals(served));
        }
        return json;
    }

    private ObjectNode message() {
        ObjectNode message = Json.object().put("role", "assistant");
        if (completion.toolCall() == null) {
            message.put("content", String.join("", completion.content()));
        } else {
            message.putNull("content");
        }
        message.putNull("refusal");
        if (completion.reasoningShown() && !completion.reasoning().isEmpty()) {
            String reasoning = String.join("", completion.reasoning());
            message.put("reasoning", reasoning);
            message.set("reasoning_details", reasoningDetails().whole());
        } else {
            message.putNull("reasoning");
        }
        if (completion.toolCall() != null) {
            message.set("tool_calls", toolCalls());
        }
        return message;
    }
}
