package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/**
 * Reads answers, or events of a stream, one after another with the same parser: a parser, and the names of the members, for each of them
 * would cost more than its text. Only a parser that has read a whole object, and all of its text, is used again; what else may be
 * left of the one before are the names that it used, for a while.
 *
 * <p>Not thread-safe.
 */
public final class AnswerParser {
    /** What is longer has a parser of its own, which keeps nothing that large. */
    private static final int LONGEST = 16 * 1024;
    /** After so many a new parser takes over, without the names that services invented. */
    private static final int MOST = 1_000;

    /** Its parsers need not be closed: they borrow nothing, and so the names that they learned go with them. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.DEEPEST)
                    .maxNumberLength(LONGEST)
                    .maxNameLength(LONGEST)
                    .maxStringLength(LONGEST)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private static final ThreadLocal<AnswerParser> OF_THREAD = ThreadLocal.withInitial(AnswerParser::new);

    private final Text text = new Text();
    private JsonParser parser;
    private int count;

    /** The one of this thread, for answers that are read without a break. */
    public static AnswerParser ofThread() {
        return OF_THREAD.get();
    }

    /** What the next text is read with; null for a new one. */
    JsonParser parser() {
        return parser;
    }

    /**
     * Reads one object into {@code answer}, which keeps what the object does not say.
     *
     * @throws IOException where it is not one whole object in JSON; the answer may have some of its members then
     */
    public void read(byte[] json, int offset, int length, WireAnswer answer) throws IOException {
        if (length > LONGEST) {
            AnswerReader.read(json, offset, length, answer);
            return;
        }
        JsonParser current = parser == null ? FACTORY.createParser(text) : parser;
        parser = null;
        text.begin(json, offset, length);
        if (current.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not a JSON object");
        }
        AnswerReader.object(current, answer);
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
