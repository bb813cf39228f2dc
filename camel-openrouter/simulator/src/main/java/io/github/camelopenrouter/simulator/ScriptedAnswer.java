package io.github.camelopenrouter.simulator;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The documents of a scripted answer of which only the text is given. */
final class ScriptedAnswer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static final String DONE = "data: [DONE]\n\n";
    static final long CREATED = 1_767_225_600;

    private ScriptedAnswer() {}

    static String completion(String content) {
        ObjectNode json = opening("chat.completion").putNull("system_fingerprint");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", "stop").put("native_finish_reason", "stop").putNull("logprobs");
        choice.putObject("message").put("role", "assistant").put("content", content);
        json.set("usage", usage());
        return json.toString();
    }

    static String[] deltas(String... pieces) {
        String[] events = new String[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            events[i] = event(chunk(pieces[i], null));
        }
        return events;
    }

    static String[] finish(String finishReason) {
        ObjectNode last = chunk("", finishReason);
        last.set("usage", usage());
        return new String[] {event(chunk("", finishReason)), event(last), DONE};
    }

    /** The text in pieces of that many characters; what the wire counts as one character is never cut. */
    static String[] pieces(String text, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be at least 1: " + size);
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            for (int i = 0; i < size && end < text.length(); i++) {
                end += Character.charCount(text.codePointAt(end));
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces.toArray(String[]::new);
    }

    private static ObjectNode chunk(String content, String finishReason) {
        ObjectNode json = opening("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("role", "assistant").put("content", content);
        choice.put("finish_reason", finishReason).put("native_finish_reason", finishReason);
        choice.putNull("logprobs");
        return json;
    }

    private static ObjectNode opening(String object) {
        ObjectNode json =
                JSON.objectNode().put("id", "gen-" + CREATED + "-scripted").put("object", object);
        return json.put("created", CREATED).put("model", "openai/gpt-4o-mini").put("provider", "OpenAI");
    }

    private static ObjectNode usage() {
        ObjectNode usage = JSON.objectNode().put("prompt_tokens", 1).put("completion_tokens", 1);
        return usage.put("total_tokens", 2).put("cost", 0).put("is_byok", false);
    }

    static String event(ObjectNode document) {
        return "data: " + document + "\n\n";
    }
}
