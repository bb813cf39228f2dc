package io.github.camelopenrouter.internal.wire;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * The arguments of a tool call as they grow, with what must be known of them at each delta: whether they are an object that is
 * whole. Every character is looked at once for that.
 */
final class ArgumentText {
    private static final ObjectReader WHOLE =
            Json.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean begun;
    private boolean quoted;
    private boolean escaped;
    private boolean closed;
    private boolean broken;
    private JsonNode object;

    void append(String piece) {
        text.append(piece);
        for (int i = 0; i < piece.length(); i++) {
            look(piece.charAt(i));
        }
    }

    private void look(char c) {
        if (quoted) {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c > ' ') {
            broken |= closed || !begun && c != '{';
            begun = true;
            quoted = c == '"';
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                closed = --depth == 0;
            }
        }
    }

    /** The object that these are; null where they are none, or not whole yet. */
    JsonNode object() {
        if (!closed || broken) {
            return null;
        }
        if (object == null) {
            object = read(text.toString());
            broken = object == null;
        }
        return object;
    }

    /** The object in {@code json}; null for none. */
    static JsonNode object(String json) {
        int end = json.length() - 1;
        while (end > 0 && json.charAt(end) <= ' ') {
            end--;
        }
        boolean likely =
                end > 0 && json.charAt(end) == '}' && json.stripLeading().charAt(0) == '{';
        return likely ? read(json) : null;
    }

    private static JsonNode read(String json) {
        try {
            return WHOLE.readTree(json);
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            // brackets in the right places alone do not make JSON
            return null;
        }
    }

    /**
     * The arguments as they were meant, where a provider says them in a form of its own: nothing for none, twice what it says once, an
     * empty object before the one that counts, or all of it as JSON within a string. Whatever else is no JSON object stays as it is.
     */
    static String mended(String text) {
        if (text.isEmpty()) {
            return "{}";
        }
        if (text.charAt(0) == '{' && fault(text) != null) {
            String only = only(text);
            return only == null ? text : only;
        }
        if (text.charAt(0) == '"') {
            try {
                JsonNode inner = WHOLE.readTree(text);
                String json = inner.isTextual() ? inner.textValue().trim() : "";
                return !json.isEmpty() && json.charAt(0) == '{' && fault(json) == null ? json : text;
            } catch (IOException e) {
                // no string either
                return text;
            }
        }
        return text;
    }

    /** The one object that several say which follow each other, empty ones aside; null where they are not the same. */
    private static String only(String text) {
        JsonNode only = null;
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonNode next = parser.readValueAsTree();
                if (only == null || only.isEmpty()) {
                    only = next;
                } else if (!next.isEmpty() && !next.equals(only)) {
                    return null;
                }
            }
            return parser.currentToken() == null && only != null ? only.toString() : null;
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /** What is wrong with {@code json} as arguments; null for nothing. Numbers are not computed, so they may be of any size. */
    static String fault(String json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            parser.skipChildren();
            if (parser.currentToken() == null || parser.nextToken() != null) {
                return "the arguments are not valid JSON";
            }
            return object ? null : "the arguments are not a JSON object";
        } catch (IOException e) {
            return "the arguments are not valid JSON";
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
