package io.github.camelopenrouter.internal.mcp;

import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * What models know tools of servers by. A name depends on the server's and the tool's own alone, so that it stays the same whatever else
 * there is: prompt caches and approvals go by it.
 */
final class ToolNames {
    private static final int LONGEST = 64;
    private static final int DIGITS = 8;

    private ToolNames() {}

    /**
     * The server's name, an underscore, and the tool's. A server's name has no underscore, so that tools of two servers never meet.
     * What cannot be said in the letters that OpenRouter takes, or is too long, ends with a hash of the whole.
     */
    static String of(String server, String tool) {
        String whole = server + '_' + tool;
        StringBuilder name = new StringBuilder(LONGEST);
        int at = 0;
        boolean same = true;
        while (at < whole.length() && name.length() <= LONGEST) {
            int letter = whole.codePointAt(at);
            at += Character.charCount(letter);
            boolean plain = letter < 128 && (Character.isLetterOrDigit(letter) || letter == '_' || letter == '-');
            same &= plain;
            name.append(plain ? (char) letter : '_');
        }
        if (same && name.length() <= LONGEST) {
            return name.toString();
        }
        name.setLength(Math.min(name.length(), LONGEST - 1 - DIGITS));
        return name.append('_').append(Fingerprint.hex(whole), 0, DIGITS).toString();
    }
}
