package io.github.camelopenrouter.client;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Finds the error object and what it says in the many envelopes that services and proxies use. */
final class ErrorText {
    private static final int MAX_DETAIL = 300;
    private static final int MAX_METADATA = 16 * 1024;
    private static final int MAX_DEPTH = 4;
    private static final String PAGE = "an HTML page";

    private ErrorText() {}

    /** Longest text that is looked into for JSON or a title. */
    private static final int MAX_SEARCHED = 64 * 1024;

    private static final int MAX_QUOTED = 200;

    /** Whether an answer with 404 is the service's own word on a model or on who may serve it. */
    static boolean speaksOfModels(JsonNode root, JsonNode error) {
        String lower = of(error).toLowerCase(Locale.ROOT);
        return root.path("error").isObject()
                || lower.contains("model")
                || lower.contains("endpoint")
                || lower.contains("provider");
    }

    /** What stands where JSON was expected, in one phrase. */
    static String quoted(byte[] body, int length) {
        String text = new String(body, 0, Math.min(length, 8 * 1024), StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return "an empty answer";
        }
        String title = title(text);
        if (title != null) {
            return title.equals(PAGE) || title.isEmpty() ? PAGE : PAGE + " (\"" + cut(title, MAX_QUOTED) + "\")";
        }
        boolean binary =
                text.chars().anyMatch(c -> c == 0xFFFD || Character.isISOControl(c) && !Character.isWhitespace(c));
        return binary ? "an answer that is not text" : "text that is not JSON (\"" + cut(text, MAX_QUOTED) + "\")";
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + '\u2026' : text;
    }

    static JsonNode json(byte[] body, int length) {
        try {
            return Json.first(body, 0, length);
        } catch (IOException e) {
            // a page of a proxy, or text: judged by its status alone
            return MissingNode.getInstance();
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

    /** The message; where it only says that a provider failed, what the provider said. */
    static String of(JsonNode error) {
        String message = error.path("message").asText("");
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
            String inner = raw(error.path("message"), MAX_DEPTH);
            return inner == null ? message : inner;
        }
        return message;
    }

    private static String raw(JsonNode node, int depth) {
        if (depth == 0) {
            return null;
        }
        if (node.isTextual()) {
            String text = node.textValue().trim();
            if (text.length() <= MAX_SEARCHED && (text.startsWith("{") || text.startsWith("["))) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
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

    static String title(String whole) {
        String text = whole.length() > MAX_SEARCHED ? whole.substring(0, MAX_SEARCHED) : whole;
        String lower = text.toLowerCase(Locale.ROOT);
        int start = lower.indexOf("<title>");
        int end = start < 0 ? -1 : lower.indexOf("</title>", start);
        if (end < 0) {
            return lower.contains("<html") || lower.startsWith("<!doctype") ? PAGE : null;
        }
        return text.substring(start + "<title>".length(), end).trim();
    }

    /** Metadata and availability as JSON text; null where there are none. No more is written than is kept. */
    static String metadata(JsonNode error) {
        JsonNode metadata = error.path("metadata");
        JsonNode availability = error.path("availability");
        if (metadata.isMissingNode() && availability.isMissingNode()) {
            return null;
        }
        JsonNode both = metadata;
        if (!availability.isMissingNode()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.set("metadata", metadata.isMissingNode() ? null : metadata);
            both = object.set("availability", availability);
        }
        Kept kept = new Kept();
        try {
            Json.MAPPER.writeValue(kept, both);
        } catch (IOException e) {
            // enough was written
            return kept.text.toString();
        }
        return kept.text.toString();
    }

    /** Takes so many characters and refuses the rest. */
    private static final class Kept extends Writer {
        private final StringBuilder text = new StringBuilder(256);

        @Override
        public void write(char[] source, int offset, int count) throws IOException {
            int taken = Math.min(count, MAX_METADATA - text.length());
            text.append(source, offset, taken);
            if (taken < count) {
                throw new IOException("enough");
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing to close
        }
    }

    static String word(JsonNode node) {
        String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
        return text.isBlank() ? null : bounded(text);
    }

    static String bounded(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + '\u2026' : text;
    }
}
