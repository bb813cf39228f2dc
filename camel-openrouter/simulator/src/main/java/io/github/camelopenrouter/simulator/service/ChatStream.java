package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.service.ServiceAnswer.Part;

/** The events of an answer, one for each token, and how many tokens each of them carries. */
final class ChatStream {

    private final ChatAnswer answer;
    private final List<Part> events = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();
    private int lastEvent;

    /** @param failure what the model does wrong, null for nothing */
    ChatStream(ChatAnswer answer, ModelFailure failure) {
        this.answer = answer;
        add(": OPENROUTER PROCESSING\n\n", 0);
        addReasoning();
        if (answer.completion().toolCall() == null) {
            answer.completion().content().forEach(token -> add(chunk(delta(token), null), 1));
        } else {
            addToolCall(answer.completion().toolCall());
        }
        if (failure == null) {
            addEnd();
        } else {
            addFailure(failure);
        }
    }

    List<Part> events() {
        return List.copyOf(events);
    }

    /** Which event has the usage or the error: with it, the answer is complete, and paid for or not. */
    int lastEvent() {
        return lastEvent;
    }

    /** How many tokens there are up to and including that event. */
    int tokensUpTo(int event) {
        int sum = 0;
        for (int i = 0; i <= event; i++) {
            sum += tokens.get(i);
        }
        return sum;
    }

    private void addReasoning() {
        List<String> reasoning = answer.completion().reasoning();
        if (reasoning.isEmpty()) {
            return;
        }
        if (!answer.completion().reasoningShown()) {
            reasoning.forEach(token -> add(": OPENROUTER PROCESSING\n\n", 1));
            return;
        }
        ReasoningDetails details = answer.reasoningDetails();
        for (String token : reasoning) {
            ObjectNode delta = delta("").put("reasoning", token);
            delta.putArray("reasoning_details").add(details.piece(token));
            add(chunk(delta, null), 1);
        }
        if (details.proof() != null) {
            ObjectNode delta = delta("");
            delta.putArray("reasoning_details").add(details.proof());
            add(chunk(delta, null), 0);
        }
    }

    private void addToolCall(ToolCall call) {
        ObjectNode opening = Json.object().put("index", 0);
        opening.put("id", answer.toolCallId()).put("type", "function");
        opening.putObject("function").put("name", call.name()).put("arguments", "");
        add(toolChunk(opening), Tokens.count(call.name()));
        for (String token : Tokens.of(call.arguments())) {
            ObjectNode piece = Json.object().put("index", 0);
            piece.putObject("function").put("arguments", token);
            add(toolChunk(piece), 1);
        }
    }

    private void addEnd() {
        String finishReason = answer.completion().finishReason();
        add(chunk(delta(""), finishReason), 0);
        ObjectNode last = document(delta(""), finishReason);
        last.set("usage", answer.usage().json());
        if (answer.metadata()) {
            last.set("openrouter_metadata", answer.metadataJson());
        }
        lastEvent = events.size();
        add(event(last), 0);
        add("data: [DONE]\n\n", 0);
    }

    private void addFailure(ModelFailure failure) {
        int kept = 1;
        for (int left = failure.tokens(tokensUpTo(tokens.size() - 1)); left > 0; kept++) {
            left -= tokens.get(kept);
        }
        events.subList(kept, events.size()).clear();
        tokens.subList(kept, tokens.size()).clear();
        ObjectNode last = document(delta(""), "error");
        last.set("error", failure.error(answer.route().endpoint().provider()));
        lastEvent = events.size();
        add(event(last), 0);
        add("data: [DONE]\n\n", 0);
    }

    private String toolChunk(ObjectNode call) {
        ObjectNode delta = delta(null);
        delta.putArray("tool_calls").add(call);
        return chunk(delta, null);
    }

    private String chunk(ObjectNode delta, String finishReason) {
        return event(document(delta, finishReason));
    }

    private ObjectNode document(ObjectNode delta, String finishReason) {
        ObjectNode json = answer.opening("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", 0).set("delta", delta);
        choice.put("finish_reason", finishReason);
        choice.put("native_finish_reason", finishReason == null ? null : answer.nativeFinishReason(finishReason));
        choice.putNull("logprobs");
        return json;
    }

    private static ObjectNode delta(String content) {
        return Json.object().put("role", "assistant").put("content", content);
    }

    private static String event(ObjectNode document) {
        return "data: " + document + "\n\n";
    }

    private void add(String event, int tokenCount) {
        events.add(new Part(event, tokenCount > 0));
        tokens.add(tokenCount);
    }
}
