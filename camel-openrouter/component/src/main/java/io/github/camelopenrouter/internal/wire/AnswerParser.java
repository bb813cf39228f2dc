package io.github.camelopenrouter.internal.wire;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/**
 * Reads answers, or events of a stream, one after another, short ones with the same parser.
 *
 * <p>Not thread-safe.
 */
public final class AnswerParser {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.DEEPEST)
                    .maxNumberLength(ReusedParser.LONGEST)
                    .maxNameLength(ReusedParser.LONGEST)
                    .maxStringLength(ReusedParser.LONGEST)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private static final ThreadLocal<AnswerParser> OF_THREAD = ThreadLocal.withInitial(AnswerParser::new);

    private final ReusedParser parser = new ReusedParser(FACTORY);

    /** The one of this thread, for answers that are read without a break. */
    public static AnswerParser ofThread() {
        return OF_THREAD.get();
    }

    /** What the next text is read with; null for a new one. */
    JsonParser parser() {
        return parser.parser();
    }

    /**
     * Reads one object into {@code answer}, which keeps what the object does not say.
     *
     * @throws IOException where it is not one whole object in JSON; the answer may have some of its members then
     */
    public void read(byte[] json, int offset, int length, WireAnswer answer) throws IOException {
        if (length > ReusedParser.LONGEST) {
            AnswerReader.read(json, offset, length, answer);
        } else {
            parser.read(json, offset, length, current -> AnswerReader.object(current, answer));
        }
    }
}
