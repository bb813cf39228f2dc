package io.github.camelopenrouter.internal.wire;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads answers and chunks of {@code /chat/completions} in one pass. Lenient: unknown members are kept, members of an
 * unexpected type count as absent, of members that are there twice the last one counts, nothing is bound to an enum. The wire is
 * documented at <a href="https://openrouter.ai/docs/api-reference/overview">openrouter.ai/docs</a>; what providers really send is
 * wider.
 *
 * <p>Strict about the whole: what does not close every bracket, or goes on behind the last one, is no answer. An answer takes
 * time and memory in proportion to its length, and nothing of it passes to the next: here each has a parser of its own, and {@link
 * AnswerParser} uses one for several.
 */
public final class AnswerReader {
    private static final int LONGEST_NAME = 10_000;

    private AnswerReader() {}

    /**
     * Reads one JSON object into {@code answer}, which keeps what the object does not say.
     *
     * @throws IOException where it is not one whole object in JSON; the answer may have some of its members then
     */
    public static void read(byte[] json, int offset, int length, WireAnswer answer) throws IOException {
        try (JsonParser parser = Json.parser(json, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            object(parser, answer);
            Json.end(parser);
        }
    }

    /** Reads the members of the object that has just begun, and stands at its end then. */
    static void object(JsonParser parser, WireAnswer answer) throws IOException {
        // of one object the last word counts, of the objects of a stream the first: nearly all chunks only repeat it
        boolean identified = answer.id != null;
        boolean modelled = answer.model != null;
        boolean provided = answer.provider != null;
        boolean dated = answer.created != null;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id" -> answer.id = identified ? skip(parser, answer.id) : name(parser, token);
                case "model" -> answer.model = modelled ? skip(parser, answer.model) : name(parser, token);
                case "provider" -> answer.provider = provided ? skip(parser, answer.provider) : name(parser, token);
                case "created" -> answer.created = dated ? skip(parser, answer.created) : Numbers.moment(parser);
                case "object" -> answer.saysError = says(parser, token, "error");
                case "choices" -> choices(parser, token, answer);
                case "usage" ->
                    answer.usage = tree(parser, token) instanceof ObjectNode usage ? UsageReader.read(usage) : null;
                case "error" -> answer.error = tree(parser, token);
                default -> {
                    JsonNode value = tree(parser, token);
                    if (value != null) {
                        answer.extra(name, value);
                    }
                }
            }
        }
    }

    private static void choices(JsonParser parser, JsonToken token, WireAnswer answer) throws IOException {
        answer.choices.clear();
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        JsonToken next;
        while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (next == JsonToken.START_OBJECT) {
                choice(parser, answer.addChoice(), answer.isChunk() ? "delta" : "message");
            } else {
                parser.skipChildren();
            }
        }
    }

    /** @param meant which of message and delta is the choice's own; the other one is kept beside it, whatever their order */
    private static void choice(JsonParser parser, WireAnswer.Choice choice, String meant) throws IOException {
        String name;
        String bare = null;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "text" -> bare = text(parser, token);
                case "index" -> choice.index = Numbers.count(parser);
                case "finish_reason" -> choice.finishReason = reason(parser, token);
                case "native_finish_reason" -> choice.nativeFinishReason = name(parser, token);
                case "error" -> choice.error = tree(parser, token);
                case "logprobs" -> choice.logprobs = tree(parser, token);
                case "message", "delta" -> {
                    if (token == JsonToken.VALUE_STRING && name.equals(meant)) {
                        choice.silent().content = parser.getText();
                    } else if (token != JsonToken.START_OBJECT) {
                        parser.skipChildren();
                    } else if (name.equals(meant)) {
                        message(parser, choice.silent());
                    } else {
                        choice.beside = new WireAnswer.Choice();
                        message(parser, choice.beside);
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (choice.content == null) {
            // as older services and some servers of one's own write it
            choice.content = bare;
        }
    }

    private static void message(JsonParser parser, WireAnswer.Choice choice) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "role" -> choice.role = role(parser, token);
                case "content" -> choice.content = content(parser, token, choice);
                case "refusal" -> choice.refusal = text(parser, token);
                case "reasoning" -> choice.reasoning = text(parser, token);
                case "reasoning_details" -> choice.reasoningDetails = array(parser, token);
                case "tool_calls" -> choice.toolCalls = array(parser, token);
                default -> {
                    JsonNode value = tree(parser, token);
                    if (value instanceof ArrayNode images && name.equals("images")) {
                        choice.images(images);
                    } else if (value != null) {
                        choice.extra = WireAnswer.put(choice.extra, name, value);
                    }
                }
            }
        }
    }

    /** Text, or the text parts of an array of parts joined; null for null. Parts that are images stand among the images. */
    private static String content(JsonParser parser, JsonToken token, WireAnswer.Choice choice) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            return text(parser, token);
        }
        StringBuilder joined = new StringBuilder();
        for (JsonNode part : array(parser, token)) {
            JsonNode text = part.isTextual() ? part : part.path("text");
            joined.append(text.isTextual() ? text.textValue() : "");
            if (part.has("image_url")) {
                choice.image(part);
            }
        }
        return joined.toString();
    }

    /** Nearly always "assistant": not worth a string for each chunk. */
    private static String role(JsonParser parser, JsonToken token) throws IOException {
        return says(parser, token, "assistant") ? "assistant" : name(parser, token);
    }

    /** Whether it is this word, without making a string of it. */
    private static boolean says(JsonParser parser, JsonToken token, String word) throws IOException {
        if (token != JsonToken.VALUE_STRING || parser.getTextLength() != word.length()) {
            parser.skipChildren();
            return false;
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        for (int i = 0; i < word.length(); i++) {
            if (text[offset + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static <T> T skip(JsonParser parser, T value) throws IOException {
        parser.skipChildren();
        return value;
    }

    /** Finish reasons are open words; blank ones and the word null say nothing. */
    private static String reason(JsonParser parser, JsonToken token) throws IOException {
        String reason = name(parser, token);
        return reason == null || reason.isBlank() || reason.equals("null") ? null : reason;
    }

    private static String text(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** A name of something, which goes into headers and messages; one that is absurdly long counts as absent. */
    private static String name(JsonParser parser, JsonToken token) throws IOException {
        return token.isScalarValue() && parser.getTextLength() > LONGEST_NAME ? null : text(parser, token);
    }

    private static JsonNode tree(JsonParser parser, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NULL ? null : TreeReader.read(parser);
    }

    private static ArrayNode array(JsonParser parser, JsonToken token) throws IOException {
        return tree(parser, token) instanceof ArrayNode array ? array : null;
    }
}
