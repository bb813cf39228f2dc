package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What models said with everything that an answer says about it.
 *
 * @param created in seconds since 1970
 * @param choices at least one
 * @param logprobs null if they are not told
 * @param metadata whether the answer tells how it was routed
 */
record ChatAnswer(
        String id,
        long created,
        Route route,
        List<Completion> choices,
        Usage usage,
        Findings findings,
        Logprobs logprobs,
        boolean metadata) {

    private static final int INTERNAL = 500;

    /** The same answer again, which costs nothing. */
    ChatAnswer repeated(String newId, long now) {
        return new ChatAnswer(newId, now, route, choices, Usage.NONE, findings, logprobs, false);
    }

    /** What the first choice is. */
    Completion completion() {
        return choices.get(0);
    }

    Stream<ChatMessage> messages() {
        return IntStream.range(0, choices.size()).mapToObj(index -> new ChatMessage(this, index));
    }

    /** The whole answer as one document. */
    ObjectNode json() {
        ObjectNode json = opening("chat.completion");
        json.putNull("system_fingerprint").putNull("service_tier");
        ArrayNode array = json.putArray("choices");
        messages().map(ChatMessage::choice).forEach(array::add);
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
        if (failure.tokens(usage.completionTokens()) == 0) {
            return document(failure);
        }
        int kept = failure.tokens(completion().content().size());
        ObjectNode json = json();
        ObjectNode choice = (ObjectNode) json.path("choices").path(0);
        choice.put("finish_reason", "error").put("native_finish_reason", nativeFinishReason("error"));
        ((ObjectNode) choice.path("message")).remove(List.of("tool_calls", "images", "annotations"));
        ((ObjectNode) choice.path("message"))
                .put("content", String.join("", completion().content().subList(0, kept)));
        choice.set("error", error);
        json.putArray("choices").add(choice);
        json.set("usage", Usage.uncharged(usage.promptTokens()).json());
        addMetadata(json, failure);
        return json;
    }

    /** An answer that is nothing but an error. */
    ObjectNode document(ModelFailure failure) {
        ObjectNode json = failure.document(route.endpoint().provider());
        addMetadata(json, failure);
        return json;
    }

    /** Adds what a request that failed may learn of its way: nothing if the service itself failed. */
    void addMetadata(ObjectNode json, ModelFailure failure) {
        if (metadata && failure.status() != INTERNAL) {
            json.set("openrouter_metadata", new RouterMetadata(route, findings).json(failure.status()));
        }
    }

    String nativeFinishReason(String finishReason) {
        return route.endpoint().provider().nativeFinishReason(finishReason);
    }

    ObjectNode metadataJson() {
        return new RouterMetadata(route, findings).json();
    }
}
