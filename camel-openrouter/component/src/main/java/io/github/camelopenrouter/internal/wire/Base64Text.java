package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A text of a request that is bytes in base64, behind a prefix. It is encoded once, where it stands in the request; no text of it is
 * ever made.
 *
 * @param prefix of what needs no escapes in JSON, such as {@code data:image/png;base64,}; may be empty
 * @param length of the bytes
 * @param source writes exactly so many bytes, each time that it is asked
 */
public record Base64Text(String prefix, int length, Source source) {

    /** Where the bytes are. */
    @FunctionalInterface
    public interface Source {
        /**
         * Writes all bytes. The stream belongs to the caller.
         *
         * @throws IOException where they cannot be read
         */
        void writeTo(OutputStream out) throws IOException;
    }

    public Base64Text {
        for (int i = 0; i < prefix.length(); i++) {
            char letter = prefix.charAt(i);
            if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\') {
                throw new IllegalArgumentException("a prefix must not need escapes");
            }
        }
    }

    /**
     * @param bytes not copied; they must not change until the request is written
     */
    public static Base64Text of(String prefix, byte[] bytes) {
        return new Base64Text(prefix, bytes.length, out -> out.write(bytes));
    }

    /** How many characters the bytes become. */
    long encodedLength() {
        return encodedLength(length);
    }

    /** How many characters so many bytes become. */
    public static long encodedLength(long length) {
        return (length + 2) / 3 * 4;
    }
}
