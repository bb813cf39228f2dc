package io.github.camelopenrouter.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.camelopenrouter.simulator.Reply;

/** Pieces of answers in the words of the wire, shared by the tables. */
final class Wire {
    static final String DONE = "data: [DONE]\n\n";
    static final String USAGE =
            "{\"prompt_tokens\":254,\"completion_tokens\":13,\"total_tokens\":267,\"cost\":0.000081,\"is_byok\":false}";

    private static final String IDENTITY =
            "\"id\":\"gen-1780944464-aVi4\",\"created\":1780944464,\"model\":\"anthropic/claude-4.5-haiku-20251001\","
                    + "\"provider\":\"Amazon Bedrock\"";

    private Wire() {}

    /** An answer with this message and finish reason, both as JSON. */
    static String whole(String message, String finishReason) {
        return "{" + IDENTITY + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":" + message
                + ",\"finish_reason\":" + finishReason + "}],\"usage\":" + USAGE + "}";
    }

    /** A plain good answer. */
    static String whole(String text) {
        return whole("{\"role\":\"assistant\",\"content\":\"" + text + "\"}", "\"stop\"");
    }

    static String data(String json) {
        return "data: " + json + "\n\n";
    }

    /** An event with these members behind the identity. */
    static String chunk(String members) {
        return data("{" + IDENTITY + ",\"object\":\"chat.completion.chunk\"," + members + "}");
    }

    static String delta(String delta, String finishReason) {
        return chunk("\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason
                + ",\"native_finish_reason\":null,\"logprobs\":null}]");
    }

    static String text(String text) {
        return delta("{\"role\":\"assistant\",\"content\":\"" + text + "\"}", "null");
    }

    static String finish(String reason) {
        return delta("{\"role\":\"assistant\",\"content\":\"\"}", "\"" + reason + "\"");
    }

    static String usage() {
        return chunk("\"choices\":[],\"usage\":" + USAGE);
    }

    static Reply html(int status, String page) {
        return Reply.bytes(status, "text/html; charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static Reply error(int status, String error) {
        return Reply.json(status, "{\"error\":" + error + "}");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String[] events(List<String> events) {
        return events.toArray(String[]::new);
    }
}
