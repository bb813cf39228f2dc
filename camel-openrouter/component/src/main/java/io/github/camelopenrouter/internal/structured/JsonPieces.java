package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;

/**
 * The JSON value in a text that comes in pieces, read token by token, each as soon as its last character is there. What stands before
 * the value is passed over: a model may say a few words first, or put a fence around it. What follows the value is not looked at: who
 * reads the whole text judges that. Costs what the text is long. Not thread-safe.
 */
final class JsonPieces {
    /** Hears the tokens. */
    interface Tokens {
        /** @param parser stands at the token */
        void token(JsonToken token, JsonParser parser) throws IOException;

        /** What was taken for the value was none: all tokens so far count for nothing. */
        void again();

        /** Whether what was heard had effects, so that it cannot be taken back. */
        boolean used();
    }

    private enum State {
        SEEKING,
        /** Behind a bracket of the words before the value, up to the one that closes it. */
        SKIPPING,
        OPEN,
        CLOSED,
        BROKEN
    }

    /** So deep may arrays and objects stand in each other. */
    static final int DEEPEST = 200;
    /** Nobody counts or measures anything with more digits. */
    static final int LONGEST_NUMBER = 1_000;

    /** Nothing is kept from one text to the next, not even the names of members, which models invent. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** A bracket in the words before the value shows itself soon as none of JSON's. */
    private static final int WORDS = 4 * 1024;
    /** So often it may turn out that a bracket was one of the words. */
    private static final int TRIES = 100;

    private final Tokens tokens;
    private final OpenString open;
    private final WholeEscapes escapes = new WholeEscapes();
    private State state = State.SEEKING;
    private JsonParser parser;
    private int depth;
    private int tries;
    /** What came since the value seemed to begin; null once it is certain. */
    private StringBuilder since;

    /**
     * @param open follows the string whose end has not come yet; null where nobody asks for it
     */
    JsonPieces(Tokens tokens, OpenString open) {
        this.tokens = tokens;
        this.open = open;
    }

    /** Forgets all that was read: the text begins anew. */
    void clear() {
        close();
        escapes.clear();
        state = State.SEEKING;
        tries = 0;
    }

    /** Whether the value is complete. */
    boolean closed() {
        return state == State.CLOSED;
    }

    /**
     * Takes the next piece, of whole characters.
     *
     * @return false where this or an earlier piece shows that the value is no JSON, or deeper than is read
     */
    boolean feed(String piece) {
        String left = escapes.next(piece);
        while (!left.isEmpty()) {
            switch (state) {
                case SEEKING -> left = seek(left);
                case SKIPPING -> left = skip(left);
                case OPEN -> left = read(left);
                case CLOSED, BROKEN -> left = "";
            }
        }
        return state != State.BROKEN;
    }

    private String seek(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '{' || text.charAt(i) == '[') {
                parser = parser();
                depth = 0;
                since = new StringBuilder();
                state = State.OPEN;
                return text.substring(i);
            }
        }
        return "";
    }

    private String skip(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                state = State.SEEKING;
                return text.substring(i + 1);
            }
        }
        return "";
    }

    private static JsonParser parser() {
        try {
            return FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException("a parser of bytes could not be made", e);
        }
    }

    private String read(String text) {
        if (since != null) {
            since.append(text);
        }
        if (open != null) {
            open.add(text);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(utf8, 0, utf8.length);
            for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                tokens.token(token, parser);
                if (depth == 0) {
                    close();
                    state = State.CLOSED;
                    return "";
                }
            }
        } catch (IOException e) {
            // of the parser: nothing is read from anywhere
            return again();
        }
        if (since != null && (since.length() > WORDS || tokens.used())) {
            since = null;
        }
        return "";
    }

    /**
     * What seemed to be the value is none. Where it may have been one of the words before it, the search goes on behind it: what stands
     * in brackets and is no JSON is prose, with all that is in it.
     */
    private String again() {
        boolean certain = since == null || since.length() > WORDS || tokens.used() || ++tries > TRIES;
        String rest = certain ? null : since.toString();
        close();
        if (rest == null) {
            state = State.BROKEN;
            return "";
        }
        tokens.again();
        depth = 0;
        state = State.SKIPPING;
        return rest;
    }

    private void close() {
        since = null;
        if (open != null) {
            open.clear();
        }
        if (parser != null) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a parser of bytes could not be closed", e);
            }
            parser = null;
        }
    }
}
