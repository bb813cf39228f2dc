package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Finds the error object and what it says in the many envelopes that services and proxies use. */
public final class ErrorText {
    static final String PAGE = "an HTML page";
    /** What tells beside an answer, or beside an error, how the provider was found. */
    static final String ROUTING = "openrouter_metadata";

    private static final int MAX_DETAIL = 300;
    private static final int MAX_METADATA = 16 * 1024;
    private static final int MAX_DEPTH = 4;
    private static final int MAX_QUOTE = 200;

    /** How much of a text is looked at. */
    static final int MAX_TEXT = 8 * 1024;

    /** Longest JSON in a string that is read. */
    private static final int MAX_INNER = 64 * 1024;

    private ErrorText() {}

    static JsonNode json(byte[] body, int length) {
        try {
            return Json.first(body, 0, length);
        } catch (IOException e) {
            byte[] event = FramedBody.firstEvent(body, length);
            // without one it is a page of a proxy, or text: judged by its status alone
            return event == null || event.length >= length ? MissingNode.getInstance() : json(event, event.length);
        }
    }

    /** The object that holds message and code, whichever envelope it came in; missing for none. */
    static JsonNode errorOf(JsonNode root) {
        if (root.isArray() && !root.isEmpty()) {
            return errorOf(root.get(0));
        }
        JsonNode error = root.path("error");
        if (error instanceof ObjectNode object) {
            // some envelopes name the type beside the error
            JsonNode type = root.path("error_type");
            return type.isTextual() && !object.has("error_type") ? object.set("error_type", type) : object;
        }
        if (error.isArray() && !error.isEmpty()) {
            return error.get(0);
        }
        if (error.isTextual()) {
            return JsonNodeFactory.instance.objectNode().set("message", error);
        }
        if (root.path("message").isTextual()) {
            return root;
        }
        String words = root.isObject() ? raw(root, MAX_DEPTH) : null;
        return words == null
                ? MissingNode.getInstance()
                : JsonNodeFactory.instance.objectNode().put("message", words);
    }

    /** Whether the service itself says so: its errors are objects that have words or a code. */
    static boolean isServices(JsonNode root) {
        JsonNode error = root.isArray() && !root.isEmpty() ? root.get(0).path("error") : root.path("error");
        JsonNode object = error.isArray() && !error.isEmpty() ? error.get(0) : error;
        return object.isObject() && !object.isEmpty()
                || root.path("availability").isObject();
    }

    /** The message; where it only says that a provider failed, what the provider said. */
    static String of(JsonNode error) {
        JsonNode said = error.path("message");
        String words = said.isContainerNode() ? raw(said, MAX_DEPTH) : text(said);
        String message = words == null ? "" : words;
        if (message.isEmpty() || message.equals("Provider returned error")) {
            String raw = raw(error.path("metadata").path("raw"), MAX_DEPTH);
            if (raw != null) {
                return message.isEmpty() ? raw : message + ": " + raw;
            }
        }
        String title = title(message);
        if (title != null) {
            return title;
        }
        if (message.startsWith("[") || message.startsWith("{")) {
            // a validation error whose message is JSON in a string
            String inner = raw(said, MAX_DEPTH);
            return inner == null ? message : inner;
        }
        return message;
    }

    private static String raw(JsonNode node, int depth) {
        if (depth == 0) {
            return null;
        }
        if (node.isTextual()) {
            String all = node.textValue();
            String text = head(all).trim();
            if (all.length() <= MAX_INNER && (text.startsWith("{") || text.startsWith("["))) {
                byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
                JsonNode inner = json(bytes, bytes.length);
                return inner.isContainerNode() ? raw(inner, depth - 1) : text;
            }
            String title = title(text);
            return title != null ? title : text.isEmpty() ? null : text;
        }
        if (node.isArray()) {
            return node.isEmpty() ? null : raw(node.get(0), depth - 1);
        }
        for (String name : new String[] {"message", "error", "detail", "details", "msg"}) {
            String found = node.has(name) ? raw(node.get(name), depth - 1) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    public static String title(String page) {
        String text = head(page).trim();
        String lower = text.toLowerCase(Locale.ROOT);
        int start = lower.indexOf("<title>");
        int end = start < 0 ? -1 : lower.indexOf("</title>", start);
        if (end < 0) {
            return lower.contains("<html") || lower.startsWith("<!doctype") ? PAGE : null;
        }
        return text.substring(start + "<title>".length(), end).trim();
    }

    /** Adds to an error's metadata how the provider was found, which the service tells beside the error. */
    static void addRouting(JsonNode error, JsonNode routing) {
        if (error instanceof ObjectNode object && routing.isObject() && !object.has(ROUTING)) {
            ObjectNode metadata =
                    object.path("metadata") instanceof ObjectNode known ? known : object.putObject("metadata");
            metadata.set(ROUTING, routing);
        }
    }

    static String metadata(JsonNode error) {
        JsonNode metadata = error.path("metadata");
        JsonNode availability = error.path("availability");
        if (metadata.isMissingNode() && availability.isMissingNode()) {
            return null;
        }
        JsonNode all = availability.isMissingNode()
                ? metadata
                : JsonNodeFactory.instance
                        .objectNode()
                        .<ObjectNode>set("metadata", metadata.isMissingNode() ? null : metadata)
                        .set("availability", availability);
        Start start = new Start();
        try {
            Json.MAPPER.writeValue(start, all);
        } catch (IOException e) {
            // long enough: what there is will do
            return start.text.toString();
        }
        return start.text.toString();
    }

    static String word(JsonNode node) {
        String text = text(node);
        return text.isBlank() ? null : bounded(text);
    }

    /** What a value says, its beginning where it is long; empty for none and for what is no value. */
    private static String text(JsonNode node) {
        if (node.isNumber()) {
            return Numbers.text(node);
        }
        return node.isValueNode() && !node.isNull() ? head(node.asText()) : "";
    }

    static String head(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    /** The beginning of what is no page and no JSON, as a quotation on one line; null where it is not for people to read. */
    static String quoted(String text) {
        String line = head(text).strip().replaceAll("\\s+", " ");
        boolean readable = !line.isEmpty() && line.chars().noneMatch(c -> c == 0xFFFD || Character.isISOControl(c));
        return !readable
                ? null
                : '"' + (line.length() > MAX_QUOTE ? line.substring(0, MAX_QUOTE) + '\u2026' : line) + '"';
    }

    /** Two sentences of which the first may have its end already; the second may be null. */
    static String sentences(String first, String second) {
        int end = first.length();
        while (end > 0
                && (".:;,".indexOf(first.charAt(end - 1)) >= 0 || Character.isWhitespace(first.charAt(end - 1)))) {
            end--;
        }
        String said = first.substring(0, end);
        if (second == null) {
            return end < first.length() && first.startsWith(".", end) ? said + '.' : said;
        }
        char last = end == 0 ? '.' : said.charAt(end - 1);
        char before = end > 1 && last == '"' ? said.charAt(end - 2) : last;
        return said + (".!?\u2026".indexOf(before) >= 0 ? " " : ". ") + second;
    }

    /** Takes so much and no more. */
    private static final class Start extends Writer {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            text.append(buffer, offset, Math.min(length, MAX_METADATA - text.length()));
            if (text.length() == MAX_METADATA) {
                throw new IOException("long enough");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    static String bounded(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + '\u2026' : text;
    }
}
