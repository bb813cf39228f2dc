package io.github.camelopenrouter.simulator.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The body of a request to chat, checked as far as the service checks it. */
final class ChatRequest {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    static final int TOKENS_PER_MESSAGE = 4;

    private final JsonNode body;
    private final ResponseFormat format;
    private final OutputWish output;
    private final PromptMedia media;
    private final OfferedFunctions offered;
    private final ToolTurns toolTurns;

    private ChatRequest(JsonNode body) {
        this.body = body;
        this.format = ResponseFormat.of(body);
        this.output = OutputWish.of(body);
        this.media = PromptMedia.of(this);
        this.offered = OfferedFunctions.of(body);
        this.toolTurns = ToolTurns.of(body.path("messages"));
    }

    static ChatRequest parse(byte[] bytes) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw ApiException.badRequest("Input must have at least 1 token.");
        }
        JsonNode messages = body.path("messages");
        if (!body.isObject() || !isInput(messages) && !body.path("prompt").isTextual()) {
            throw ApiException.badRequest("Input required: specify \"prompt\" or \"messages\"");
        }
        RequestRules.check(body);
        for (JsonNode message : messages) {
            if (!ROLES.contains(message.path("role").asText())) {
                throw ApiException.badRequest("Invalid role in messages: " + message.path("role"));
            }
            if (!isContent(message.path("content"))) {
                throw ApiException.badRequest("Invalid content in messages: " + message.path("content"));
            }
        }
        ToolTurns.checkMembers(messages);
        return new ChatRequest(body);
    }

    private static boolean isInput(JsonNode messages) {
        return messages.isArray() && !messages.isEmpty();
    }

    /** Absent and null are right for an assistant that only called tools. */
    private static boolean isContent(JsonNode content) {
        return content.isMissingNode() || content.isNull() || content.isTextual() || content.isArray();
    }

    /** The models to be tried, in order; empty if the default is meant. */
    List<String> models() {
        List<String> names = new ArrayList<>();
        if (body.hasNonNull("model")) {
            names.add(body.path("model").asText());
        }
        body.path("models").forEach(name -> names.add(name.asText()));
        return names;
    }

    JsonNode provider() {
        return body.path("provider");
    }

    JsonNode body() {
        return body;
    }

    ResponseFormat format() {
        return format;
    }

    OutputWish output() {
        return output;
    }

    /** What the messages have besides text. */
    PromptMedia media() {
        return media;
    }

    /** The functions that the model may call. */
    OfferedFunctions offered() {
        return offered;
    }

    /** Where tools were called before. */
    ToolTurns toolTurns() {
        return toolTurns;
    }

    /** How many answers are wanted. */
    int choices() {
        return body.path("n").asInt(1);
    }

    /** The parts of all messages that have parts. */
    List<JsonNode> parts() {
        List<JsonNode> parts = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            if (message.path("content").isArray()) {
                message.path("content").forEach(parts::add);
            }
        }
        return parts;
    }

    /** The plugin of that id, or a missing node if it is not on. */
    JsonNode plugin(String id) {
        for (JsonNode plugin : body.path("plugins")) {
            if (plugin.path("id").asText().equals(id) && plugin.path("enabled").asBoolean(true)) {
                return plugin;
            }
        }
        return MissingNode.getInstance();
    }

    boolean isStreamed() {
        return body.path("stream").asBoolean();
    }

    /** The most tokens that may be answered. */
    int maxTokens(int most) {
        int wanted =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(most));
        if (wanted < 1) {
            throw ApiException.badRequest("max_tokens must be at least 1");
        }
        return Math.min(wanted, most);
    }

    List<String> stops() {
        JsonNode stop = body.path("stop");
        if (stop.isTextual()) {
            return List.of(stop.asText());
        }
        List<String> stops = new ArrayList<>();
        stop.forEach(text -> stops.add(text.asText()));
        stops.removeIf(String::isEmpty);
        return stops;
    }

    /** What the user said last. */
    String lastUserText() {
        String text = body.path("prompt").asText("");
        for (JsonNode message : body.path("messages")) {
            if (message.path("role").asText().equals("user")) {
                text = text(message.path("content"));
            }
        }
        return text.strip();
    }

    /** What tools said, if that is the last thing that was said; else empty. */
    List<String> lastToolTexts() {
        List<String> texts = new ArrayList<>();
        JsonNode messages = body.path("messages");
        for (int i = messages.size() - 1; messages.path(i).path("role").asText().equals("tool"); i--) {
            texts.add(0, text(messages.path(i).path("content")).strip());
        }
        return texts;
    }

    /** Those of the text. */
    int promptTokens() {
        int tokens = Tokens.count(body.path("prompt").asText(""));
        for (JsonNode message : body.path("messages")) {
            tokens += TOKENS_PER_MESSAGE + Tokens.count(text(message.path("content")));
            if (!message.path("tool_calls").isEmpty()) {
                tokens += Tokens.count(message.path("tool_calls").toString());
            }
        }
        return tokens + toolTokens();
    }

    int toolTokens() {
        return body.path("tools").isEmpty()
                ? 0
                : Tokens.count(body.path("tools").toString());
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asText(""));
        }
        return text.toString();
    }
}
