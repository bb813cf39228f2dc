package io.github.camelopenrouter.client;

import java.nio.charset.StandardCharsets;

/** Encodes text that comes in pieces, whose cuts may go through a character. Not thread-safe. */
final class Utf8Pieces {
    private char half;

    /** The bytes of a piece; what may be half a character waits for the next one. */
    byte[] next(String piece) {
        if (piece.isEmpty()) {
            return new byte[0];
        }
        String text = half == 0 ? piece : half + piece;
        half = 0;
        int last = text.length() - 1;
        if (Character.isHighSurrogate(text.charAt(last))) {
            half = text.charAt(last);
            text = text.substring(0, last);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What waits in vain: a replacement character, as everywhere in Java, or nothing. */
    byte[] rest() {
        byte[] rest = half == 0 ? new byte[0] : String.valueOf(half).getBytes(StandardCharsets.UTF_8);
        half = 0;
        return rest;
    }
}
