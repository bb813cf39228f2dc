package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The events of one choice of an answer, up to its finish reason, and how many tokens each of them carries. */
final class ChoiceStream {

    private static final String COMMENT = ": OPENROUTER PROCESSING\n\n";

    private final ChatMessage message;
    private final Completion completion;
    private final List<Event> events = new ArrayList<>();

    /** @param tokens how many the model took to write it */
    record Event(String text, int tokens) {}

    private ChoiceStream(ChatMessage message) {
        this.message = message;
        this.completion = message.completion();
    }

    static List<Event> of(ChatMessage message) {
        ChoiceStream stream = new ChoiceStream(message);
        stream.addReasoning();
        stream.addContent();
        stream.addSpeech();
        if (stream.completion.image()) {
            stream.add("images", Picture.images(), Picture.TOKENS);
        }
        if (!message.annotations().isEmpty()) {
            stream.add("annotations", message.annotations(), 0);
        }
        stream.events.add(new Event(
                event(document(message, delta(""), message.completion().finishReason())), 0));
        return stream.events;
    }

    /** A chunk of that choice. */
    static ObjectNode document(ChatMessage message, ObjectNode delta, String finishReason) {
        ChatAnswer answer = message.answer();
        ObjectNode json = answer.opening("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", message.index()).set("delta", delta);
        choice.put("finish_reason", finishReason);
        choice.put("native_finish_reason", finishReason == null ? null : answer.nativeFinishReason(finishReason));
        choice.putNull("logprobs");
        return json;
    }

    static ObjectNode delta(String content) {
        return Json.object().put("role", "assistant").put("content", content);
    }

    static String event(ObjectNode document) {
        return "data: " + document + "\n\n";
    }

    private void addReasoning() {
        List<String> reasoning = completion.reasoning();
        if (!completion.showsReasoning()) {
            reasoning.forEach(token -> events.add(new Event(COMMENT, 1)));
            return;
        }
        ReasoningDetails details = message.reasoningDetails();
        for (String token : reasoning) {
            ObjectNode delta = delta("").put("reasoning", token);
            delta.putArray("reasoning_details").add(details.piece(token));
            add(delta, 1);
        }
        if (details.proof() != null) {
            ObjectNode delta = delta("");
            delta.putArray("reasoning_details").add(details.proof());
            add(delta, 0);
        }
    }

    private void addContent() {
        completion.content().forEach(this::addToken);
        for (int i = 0; i < completion.toolCalls().size(); i++) {
            addToolCall(completion.toolCalls().get(i), i);
        }
    }

    private void addToken(String token) {
        ObjectNode chunk = document(message, delta(token), null);
        ((ObjectNode) chunk.path("choices").path(0)).set("logprobs", message.logprobs(List.of(token)));
        events.add(new Event(event(chunk), 1));
    }

    private void addToolCall(ToolCall call, int index) {
        ObjectNode opening = Json.object().put("index", index);
        opening.put("id", message.toolCallIds().get(index)).put("type", "function");
        opening.putObject("function").put("name", call.name()).put("arguments", "");
        addToolPiece(opening, Tokens.count(call.name()));
        for (String token : Tokens.of(call.arguments())) {
            ObjectNode piece = Json.object().put("index", index);
            piece.putObject("function").put("arguments", token);
            addToolPiece(piece, 1);
        }
    }

    private void addToolPiece(ObjectNode piece, int tokens) {
        ObjectNode delta = delta(null);
        delta.putArray("tool_calls").add(piece);
        add(delta, tokens);
    }

    private void addSpeech() {
        Speech speech = completion.speech();
        if (speech == null) {
            return;
        }
        for (int word = 0; word < speech.words().size(); word++) {
            ObjectNode delta = delta(null);
            delta.set("audio", speech.piece(message.audioId(), word));
            add(delta, Speech.TOKENS_PER_WORD);
        }
        ObjectNode delta = delta(null);
        delta.set("audio", speech.end(message.audioId(), message.answer().created()));
        add(delta, 0);
    }

    private void add(String member, JsonNode value, int tokens) {
        ObjectNode delta = delta("");
        delta.set(member, value);
        add(delta, tokens);
    }

    private void add(ObjectNode delta, int tokens) {
        events.add(new Event(event(document(message, delta, null)), tokens));
    }
}
