package io.github.camelopenrouter.internal.wire;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Counts what one answer makes this side keep, and ends it at the limits. What is passed on and forgotten counts nothing, so that
 * a stream may be as long as its text is.
 */
public final class Held {
    /** More is to be kept than the limits allow. */
    public static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message, null, false, false);
        }
    }

    private final long maxBytes;
    private final int maxParts;
    private long bytes;
    private int parts;

    Held(long maxBytes, int maxParts) {
        this.maxBytes = maxBytes;
        this.maxParts = maxParts;
    }

    /** Text, counted as UTF-8. */
    void text(CharSequence text) {
        add(length(text));
    }

    /** A member, counted as no more than its JSON is long. */
    void tree(JsonNode node) {
        add(size(node));
    }

    /** What is said in a message. */
    void choice(WireAnswer.Choice said) {
        add(64);
        if (said.content != null) {
            text(said.content);
        }
        if (said.refusal != null) {
            text(said.refusal);
        }
        if (said.reasoning != null) {
            text(said.reasoning);
        }
        if (said.reasoningDetails != null) {
            tree(said.reasoningDetails);
        }
        if (said.toolCalls != null) {
            tree(said.toolCalls);
        }
        if (said.extra != null) {
            said.extra.values().forEach(this::tree);
        }
    }

    long bytes() {
        return bytes;
    }

    /** A member is not kept any more. */
    void forget(JsonNode node) {
        forget(size(node));
    }

    /** Some of it is not kept any more. */
    void forget(long count) {
        bytes -= count;
    }

    /** One more tool call, annotation, image, reasoning block or further choice. */
    void part() {
        parts(1);
    }

    void parts(int count) {
        parts += count;
        if (parts > maxParts) {
            throw new TooMuch("the answer has more than " + maxParts
                    + " tool calls, annotations, images and reasoning blocks (maxAnswerParts)");
        }
    }

    /** Whether putting it together takes so long that an I/O thread must not do it. */
    boolean isLarge() {
        return bytes > 64 * 1024 || parts > 100;
    }

    private void add(long more) {
        bytes += more;
        if (bytes > maxBytes) {
            throw new TooMuch("what is kept of the answer is larger than " + maxBytes + " bytes (maxResponseBytes)");
        }
    }

    private static long length(CharSequence text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate is half of four bytes
            length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return length;
    }

    private static long size(JsonNode node) {
        if (node.isTextual()) {
            return 2 + length(node.textValue());
        }
        long size = 1;
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                size += 4 + length(member.getKey()) + size(member.getValue());
            }
        } else {
            for (JsonNode element : node) {
                size += 1 + size(element);
            }
        }
        return size;
    }
}
