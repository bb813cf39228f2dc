package io.github.camelopenrouter.internal.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What two equal trees have in common, whatever the order of their members: of a fixed size, so that sets of them cost the same
 * whatever a service chooses to send.
 */
public final class Fingerprint {
    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Equal for equal trees, and for no others. */
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

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        count(bytes.length);
        digest.update(bytes);
    }

    private void count(int value) {
        digest.update(new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }
}
