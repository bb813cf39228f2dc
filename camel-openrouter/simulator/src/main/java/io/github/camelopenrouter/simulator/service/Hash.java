package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal digits. */
public final class Hash {

    private static final int SHORT = 12;

    private Hash() {}

    /** The hash of all these bytes, one array after the other. */
    public static String of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }

    /** The first digits of the hash of a key: enough to tell keys apart, too little to be one. */
    public static String ofKey(String key) {
        return of(key.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
    }
}
