package io.github.camelopenrouter.internal.money;

import io.github.camelopenrouter.internal.support.Fingerprint;

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
        return budget + "=" + (plain ? subject : "#" + Fingerprint.hex(subject));
    }
}
