package io.github.camelopenrouter.internal.mcp;

import java.nio.charset.StandardCharsets;

/** Words of a server, as a model or a log may have them. */
final class ToolText {
    private ToolText() {}

    /** On one line. */
    static String line(String text, int most) {
        return of(text, most).replace('\n', ' ').replace('\t', ' ').strip();
    }

    /**
     * Without what nobody sees: control characters, halves of characters, and what turns or hides text, by which a description can say
     * one thing to people and another one to a model. Cut where it is longer.
     *
     * @return empty for null
     */
    static String of(String text, int most) {
        if (text == null) {
            return "";
        }
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        int at = 0;
        while (at < text.length()) {
            int letter = text.codePointAt(at);
            at += Character.charCount(letter);
            if (kept.length() >= most) {
                return kept.append("...").toString();
            }
            if (letter == '\r' || isControl(letter)) {
                kept.append(' ');
            } else if (!isHidden(letter)) {
                kept.appendCodePoint(letter);
            }
        }
        return kept.toString();
    }

    /** The same with another sign in the place of each half of a character, which no request can have. */
    static String wellFormed(String text) {
        return isWellFormed(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    }

    static boolean isWellFormed(String text) {
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            if (letter >= 0xD800 && letter <= 0xDFFF) {
                return false;
            }
            at += Character.charCount(letter);
        }
        return true;
    }

    private static boolean isControl(int letter) {
        return letter != '\n' && letter != '\t' && Character.isISOControl(letter);
    }

    private static boolean isHidden(int letter) {
        return letter >= 0xD800 && letter <= 0xDFFF
                || letter >= 0x202A && letter <= 0x202E
                || letter >= 0x2066 && letter <= 0x2069
                || letter >= 0xE0000 && letter <= 0xE007F
                || letter == 0xFEFF;
    }
}
