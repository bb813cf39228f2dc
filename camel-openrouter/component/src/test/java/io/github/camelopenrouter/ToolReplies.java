package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;

import io.github.camelopenrouter.simulator.Reply;

/** Answers of a model that uses tools, whole and streamed, each with a cost of its own. */
final class ToolReplies {
    private ToolReplies() {}

    /** A call as it stands in an answer. */
    static String call(String id, String name, String arguments) {
        return "{\"id\":" + quoted(id) + ",\"type\":\"function\",\"function\":{\"name\":" + quoted(name)
                + ",\"arguments\":" + quoted(arguments) + "}}";
    }

    static Reply calls(String cost, String... calls) {
        return message("\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]", "tool_calls", cost);
    }

    static Reply text(String cost, String text) {
        return message("\"content\":" + quoted(text), "stop", cost);
    }

    static Reply message(String members, String finishReason, String cost) {
        return Reply.json("{\"id\":\"gen-" + cost + "\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\""
                + finishReason + "\",\"message\":{\"role\":\"assistant\"," + members + "}}],\"usage\":" + usage(cost)
                + "}");
    }

    private static String usage(String cost) {
        return "{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,\"cost\":" + cost + "}";
    }

    /** A stream of text, and of calls in two pieces each, with its bill at the end. */
    static Reply streamed(String cost, String text, String... calls) {
        List<String> events = new ArrayList<>();
        if (!text.isEmpty()) {
            events.add(delta("\"content\":" + quoted(text), null));
        }
        for (int i = 0; i < calls.length; i++) {
            String call = calls[i].substring(1);
            events.add(delta("\"tool_calls\":[{\"index\":" + i + "," + call + "]", null));
        }
        events.add(delta("\"content\":\"\"", calls.length > 0 ? "tool_calls" : "stop"));
        events.add("{\"id\":\"gen-" + cost + "\",\"model\":\"m\",\"choices\":[],\"usage\":" + usage(cost) + "}");
        events.add("[DONE]");
        return Reply.sse(events.stream().map(event -> "data: " + event + "\n\n").toArray(String[]::new));
    }

    private static String delta(String members, String finishReason) {
        return "{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" + members
                + "},\"finish_reason\":" + (finishReason == null ? "null" : quoted(finishReason)) + "}]}";
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
