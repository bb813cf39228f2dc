package io.github.camelopenrouter.internal.money;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an account after whoever it belongs to, whatever characters a message has put there. */
final class AccountName {
    private static final int LONGEST = 100;

    private AccountName() {}

    /**
     * @param subject null for nobody in particular, which is another account than that of an empty text
     */
    static String of(String budget, String subject) {
        if (subject == null) {
            return budget;
        }
        boolean plain = subject.length() <= LONGEST
                && subject.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
        return budget + "=" + (plain ? subject : "#" + hash(subject));
    }

    private static String hash(String subject) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
