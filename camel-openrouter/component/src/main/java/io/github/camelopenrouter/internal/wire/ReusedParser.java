package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Reads one short JSON object after another with the same parser: a parser, and the names of the members, for each of them would cost
 * more than its text. Only a parser that has read a whole object, and all of its text, is used again; what else may be left of the
 * one before are the names that it used, for a while.
 *
 * <p>Not thread-safe.
 */
final class ReusedParser {
    /** What is longer needs a parser of its own, which keeps nothing that large. */
    static final int LONGEST = 16 * 1024;

    /** After so many a new parser takes over, without the names that others invented. */
    private static final int MOST = 1_000;

    private final JsonFactory factory;
    private final Text text = new Text();
    private JsonParser parser;
    private int count;

    /** Goes through an object: it begins at the current token, and ends at the one that closes it. */
    @FunctionalInterface
    interface Use {
        void object(JsonParser json) throws IOException;
    }

    /**
     * @param factory its parsers need not be closed: they borrow nothing, and so the names that they learned go with them
     */
    ReusedParser(JsonFactory factory) {
        this.factory = factory;
    }

    /** What the next text is read with; null for a new one. */
    JsonParser parser() {
        return parser;
    }

    /**
     * Reads one object of at most {@link #LONGEST} bytes.
     *
     * @throws IOException where it is not one whole object in JSON; a part of it may have been used then
     */
    void read(byte[] json, int offset, int length, Use use) throws IOException {
        JsonParser current = parser == null ? factory.createParser(text) : parser;
        parser = null;
        text.begin(json, offset, length);
        if (current.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not a JSON object");
        }
        use.object(current);
        current.releaseBuffered(Nothing.MORE);
        text.end();
        if (++count < MOST) {
            parser = current;
        } else {
            count = 0;
        }
    }

    /**
     * One text after another: each ends as if it were the last. UTF-8, with or without a byte order mark; bytes that
     * are no characters become U+FFFD.
     */
    private static final class Text extends Reader {
        private static final char MARK = '\uFEFF';

        private byte[] utf8;
        private int position;
        private int end;
        /** What follows from the first character on that is not ASCII; null before that. */
        private String wide;

        private int widePosition;

        void begin(byte[] bytes, int offset, int length) throws IOException {
            utf8 = bytes;
            position = offset;
            end = offset + length;
            wide = null;
            if (length > 0 && utf8[position] < 0) {
                widen();
                if (wide.charAt(0) == MARK) {
                    widePosition = 1;
                }
            }
        }

        private void widen() {
            wide = new String(utf8, position, end - position, StandardCharsets.UTF_8);
            widePosition = 0;
            position = end;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            int count = 0;
            while (count < length && position < end && utf8[position] >= 0) {
                buffer[offset + count++] = (char) utf8[position++];
            }
            if (count > 0) {
                return count;
            }
            if (position < end) {
                widen();
            }
            if (wide == null || widePosition == wide.length()) {
                return -1;
            }
            count = Math.min(length, wide.length() - widePosition);
            wide.getChars(widePosition, widePosition + count, buffer, offset);
            widePosition += count;
            return count;
        }

        /** Makes sure that nothing but whitespace is left. */
        void end() throws IOException {
            while (position < end) {
                Nothing.check((char) (utf8[position++] & 0xFF));
            }
            while (wide != null && widePosition < wide.length()) {
                Nothing.check(wide.charAt(widePosition++));
            }
            utf8 = null;
            wide = null;
        }

        @Override
        public void close() {
            // the bytes are the caller's
        }
    }

    /** Takes whitespace and nothing else. */
    private static final class Nothing extends Writer {
        static final Nothing MORE = new Nothing();

        static void check(char character) throws IOException {
            if (character != ' ' && character != '\n' && character != '\r' && character != '\t') {
                throw new IOException("something follows the JSON");
            }
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                check(characters[offset + i]);
            }
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is kept
        }
    }
}
