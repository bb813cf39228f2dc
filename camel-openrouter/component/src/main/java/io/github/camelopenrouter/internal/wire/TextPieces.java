package io.github.camelopenrouter.internal.wire;

/**
 * Makes whole characters of text that comes in pieces, whose cuts may go through a character. Halves that find no other half become
 * U+FFFD, so that what comes out can be encoded in any way. Not thread-safe.
 */
public final class TextPieces {
    private static final char REPLACEMENT = '\uFFFD';

    private char half;

    /** What is whole with this piece; half a character at its end waits for the next one. Empty where all of it waits. */
    public String next(String piece) {
        if (piece.isEmpty()) {
            return piece;
        }
        String text = half == 0 ? piece : half + piece;
        half = 0;
        int last = text.length() - 1;
        if (Character.isHighSurrogate(text.charAt(last))) {
            half = text.charAt(last);
            text = text.substring(0, last);
        }
        return whole(text);
    }

    /** What waits in vain, or nothing. */
    public String rest() {
        boolean waits = half != 0;
        half = 0;
        return waits ? String.valueOf(REPLACEMENT) : "";
    }

    /** The same text where all its characters are whole, as nearly always. */
    static String whole(String text) {
        StringBuilder repaired = null;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (repaired == null) {
                repaired = new StringBuilder(text);
            }
            repaired.setCharAt(i, REPLACEMENT);
        }
        return repaired == null ? text : repaired.toString();
    }
}
