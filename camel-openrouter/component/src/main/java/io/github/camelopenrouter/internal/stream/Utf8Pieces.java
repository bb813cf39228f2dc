package io.github.camelopenrouter.internal.stream;

import java.nio.charset.StandardCharsets;

import io.github.camelopenrouter.internal.wire.TextPieces;

/** Encodes text that comes in pieces, whose cuts may go through a character. Not thread-safe. */
final class Utf8Pieces {
    private final TextPieces pieces = new TextPieces();

    /** The bytes of a piece; what may be half a character waits for the next one. */
    byte[] next(String piece) {
        return pieces.next(piece).getBytes(StandardCharsets.UTF_8);
    }

    /** What waits in vain: a replacement character, or nothing. */
    byte[] rest() {
        return pieces.rest().getBytes(StandardCharsets.UTF_8);
    }
}
