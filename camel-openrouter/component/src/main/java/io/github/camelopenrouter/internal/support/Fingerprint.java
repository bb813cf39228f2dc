package io.github.camelopenrouter.internal.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A SHA-256 over bytes, a text, a list of texts or a tree: of a fixed size, so that it costs the same to keep whatever somebody
 * chose to send. The static methods are thread-safe; an instance is for one thread.
 */
public final class Fingerprint {
    private final MessageDigest digest;

    /** Of nothing yet: what is added counts in the order in which it is added. */
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** All hexadecimal digits of the hash of these bytes, and of nothing else. */
    public static String hex(byte[] bytes) {
        Fingerprint print = new Fingerprint();
        print.digest.update(bytes);
        return print.hex();
    }

    /** All hexadecimal digits of the hash of the text in UTF-8, and of nothing else. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Equal for equal trees, whatever the order of their members, and for no others. */
    public static ByteBuffer of(JsonNode... trees) {
        Fingerprint print = new Fingerprint();
        for (JsonNode tree : trees) {
            print.add(tree);
        }
        return ByteBuffer.wrap(print.digest.digest());
    }

    private void add(JsonNode node) {
        digest.update((byte) node.getNodeType().ordinal());
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            count(sorted.size());
            sorted.forEach((name, value) -> {
                add(name);
                add(value);
            });
        } else if (node.isArray()) {
            count(node.size());
            node.forEach(this::add);
        } else {
            add(node.asText());
        }
    }

    /** Adds a text with its length before it, so that no two lists of texts have the same bytes. */
    public void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        count(bytes.length);
        digest.update(bytes);
    }

    /** Adds how many of something follow. */
    public void count(int value) {
        digest.update(new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }

    /** All hexadecimal digits of what was added; ends this fingerprint. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
