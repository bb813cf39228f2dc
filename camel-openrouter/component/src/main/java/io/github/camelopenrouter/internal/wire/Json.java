package io.github.camelopenrouter.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * The one Jackson set-up for everything on the wire: lenient about content, strict about size and depth. Nothing is kept from one
 * text to the next, not even the names of members, which services invent.
 */
public final class Json {
    /** So deep may arrays and objects stand in each other. */
    static final int DEEPEST = 200;

    /**
     * Strings and numbers may be as long as the answer, whose size has limits of its own: images arrive as base64 in one string,
     * and a number is looked at by {@link Numbers} before anything is made of it.
     */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(20_000_000)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            // an emoji is four bytes of UTF-8, and twelve of escapes
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .addModule(new SimpleModule().addDeserializer(JsonNode.class, new TreeReader()))
            .build();

    /** From here on a text is decoded piece by piece, because a second copy of it would cost more than that. */
    private static final int LARGE = 32 * 1024;

    private Json() {}

    /**
     * A parser over a text that is all there, to be closed. The text is UTF-8, with or without a byte order mark; bytes that are
     * no characters become U+FFFD.
     */
    static JsonParser parser(byte[] utf8, int offset, int length) throws IOException {
        int mark = length >= 3
                        && utf8[offset] == (byte) 0xEF
                        && utf8[offset + 1] == (byte) 0xBB
                        && utf8[offset + 2] == (byte) 0xBF
                ? 3
                : 0;
        int from = offset + mark;
        int size = length - mark;
        JsonFactory factory = MAPPER.getFactory();
        return size > LARGE
                ? factory.createParser(
                        new InputStreamReader(new ByteArrayInputStream(utf8, from, size), StandardCharsets.UTF_8))
                : factory.createParser(new String(utf8, from, size, StandardCharsets.UTF_8));
    }

    /**
     * One JSON value that is whole and that nothing follows.
     *
     * @throws IOException where it is something else
     */
    public static JsonNode whole(byte[] utf8, int offset, int length) throws IOException {
        try (JsonParser parser = parser(utf8, offset, length)) {
            if (parser.nextToken() == null) {
                throw new IOException("there is no JSON");
            }
            JsonNode tree = TreeReader.read(parser);
            end(parser);
            return tree;
        }
    }

    /**
     * One JSON object that is whole and that nothing follows.
     *
     * @throws IOException where it is something else
     */
    public static JsonNode object(byte[] utf8) throws IOException {
        JsonNode json = whole(utf8, 0, utf8.length);
        if (!json.isObject()) {
            throw new IOException("not a JSON object");
        }
        return json;
    }

    /**
     * The first JSON value, whatever follows it; missing for none.
     *
     * @throws IOException where it is not whole
     */
    static JsonNode first(byte[] utf8, int offset, int length) throws IOException {
        try (JsonParser parser = parser(utf8, offset, length)) {
            return parser.nextToken() == null ? MissingNode.getInstance() : TreeReader.read(parser);
        }
    }

    /** Makes sure that nothing but whitespace follows. */
    static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new IOException("something follows the JSON");
        }
    }
}
