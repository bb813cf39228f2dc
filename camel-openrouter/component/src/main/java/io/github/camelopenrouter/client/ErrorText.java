package io.github.camelopenrouter.client;

import java.io.IOException;
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

    private ErrorText() {}

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
            if (text.startsWith("{") || text.startsWith("[")) {
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

    static String title(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int start = lower.indexOf("<title>");
        int end = start < 0 ? -1 : lower.indexOf("</title>", start);
        if (end < 0) {
            return lower.contains("<html") || lower.startsWith("<!doctype") ? "an HTML page" : null;
        }
        return text.substring(start + "<title>".length(), end).trim();
    }

    static String metadata(JsonNode error) {
        JsonNode metadata = error.path("metadata");
        JsonNode availability = error.path("availability");
        if (metadata.isMissingNode() && availability.isMissingNode()) {
            return null;
        }
        String text = availability.isMissingNode()
                ? metadata.toString()
                : JsonNodeFactory.instance
                        .objectNode()
                        .<ObjectNode>set("metadata", metadata.isMissingNode() ? null : metadata)
                        .set("availability", availability)
                        .toString();
        return text.length() > MAX_METADATA ? text.substring(0, MAX_METADATA) : text;
    }

    static String word(JsonNode node) {
        String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
        return text.isBlank() ? null : bounded(text);
    }

    static String bounded(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + '\u2026' : text;
    }
}
