package io.github.camelopenrouter.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.support.CanonicalJson;

/**
 * Signs calls that wait, by HMAC-SHA-256 over their canonical JSON: whoever parses the JSON and writes it again does no harm.
 * Thread-safe.
 */
final class PendingSignature {
    private static final String MEMBER = "signature";
    /** What is signed here counts for nothing else that might be signed with the same secret. */
    private static final String PURPOSE = "camel-openrouter pending tool calls\n";

    private final SecretKeySpec key;

    PendingSignature(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    void sign(ObjectNode json) {
        json.put(MEMBER, HexFormat.of().formatHex(of(json)));
    }

    boolean isRight(ObjectNode json) {
        byte[] given;
        try {
            given = HexFormat.of().parseHex(json.path(MEMBER).asText());
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(given, of(json));
    }

    private byte[] of(ObjectNode json) {
        ObjectNode signed = JsonMembers.JSON.createObjectNode();
        signed.setAll(json);
        signed.remove(MEMBER);
        signed.remove(PendingCalls.DECISIONS);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(PURPOSE.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(CanonicalJson.of(signed).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
