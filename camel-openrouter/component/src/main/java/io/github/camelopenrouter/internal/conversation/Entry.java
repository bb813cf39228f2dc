package io.github.camelopenrouter.internal.conversation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One message as it is kept.
 *
 * @param message as it goes to the service, but for its attachments, in whose places stands empty text
 * @param media hashes of attachments, by the JSON pointer of their place
 * @param bytes of the message as JSON, without its attachments
 * @param cut whether it is what had arrived of an answer that was cut
 * @param turn the key of the exchange that it came of; null where that has none
 */
record Entry(JsonNode message, Map<String, String> media, int bytes, boolean cut, String turn) {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_ATTACHMENT = 1_000;

    String role() {
        return message.path("role").asText();
    }

    boolean leads() {
        return role().equals("system") || role().equals("developer");
    }

    boolean asks() {
        return role().equals("user");
    }

    boolean isResult() {
        return role().equals("tool");
    }

    /** Ids of the calls that it asks for; empty for none. */
    Set<String> calls() {
        JsonNode calls = message.get("tool_calls");
        if (calls == null || !calls.isArray() || calls.isEmpty()) {
            return Set.of();
        }
        Set<String> ids = new HashSet<>();
        calls.forEach(call -> ids.add(call.path("id").asText()));
        return ids;
    }

    /** Which call it answers. */
    String answers() {
        return message.path("tool_call_id").asText();
    }

    /** As counted for {@code maxConversationTokens}: there is no tokenizer here, and each model has its own. */
    int tokens() {
        return bytes / BYTES_PER_TOKEN + 1 + media.size() * TOKENS_PER_ATTACHMENT;
    }
}
