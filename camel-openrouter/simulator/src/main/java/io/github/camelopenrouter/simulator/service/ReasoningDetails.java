package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How an answer tells what its model thought: Anthropic signs the text, Google adds an encrypted copy, OpenAI tells a
 * summary and the encrypted text, and others the text only.
 */
final class ReasoningDetails {

    static final String TEXT = "reasoning.text";
    static final String ENCRYPTED = "reasoning.encrypted";

    private static final int ID_LENGTH = 24;

    private final String format;
    private final String text;

    /** @param text all that the model thought */
    ReasoningDetails(String format, String text) {
        this.format = format;
        this.text = text;
    }

    /** All details of an answer in one piece. */
    ArrayNode whole() {
        ArrayNode details = Json.array();
        ObjectNode detail = piece(text);
        details.add(detail);
        if (signs(format)) {
            detail.put("signature", signature(text));
        } else if (proof() != null) {
            details.add(proof());
        }
        return details;
    }

    /** The detail of a piece of the text. */
    ObjectNode piece(String part) {
        boolean summary = format.startsWith("openai");
        ObjectNode detail = Json.object().put("type", summary ? "reasoning.summary" : TEXT);
        return detail.put(summary ? "summary" : "text", part)
                .put("format", format)
                .put("index", 0);
    }

    /** What comes behind the last piece so that the provider knows its own text again; null if it does not ask. */
    ObjectNode proof() {
        if (signs(format)) {
            ObjectNode detail = Json.object().put("type", TEXT).put("signature", signature(text));
            return detail.put("format", format).put("index", 0);
        }
        if (!encrypts(format)) {
            return null;
        }
        String id = "rs_" + hash(text).substring(0, ID_LENGTH);
        ObjectNode detail = Json.object().put("type", ENCRYPTED).put("data", data(id));
        return detail.put("id", id).put("format", format).put("index", 0);
    }

    static boolean signs(String format) {
        return format.startsWith("anthropic");
    }

    static boolean encrypts(String format) {
        return format.startsWith("openai") || format.startsWith("google");
    }

    /** What Anthropic says about a text of its own. */
    static String signature(String text) {
        return base64("signed " + hash(text));
    }

    /** What stands behind that id. */
    static String data(String id) {
        return base64("encrypted " + hash(id));
    }

    private static String hash(String text) {
        return Hash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
