package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.Violation;

/**
 * The JSON value of an answer in which members stand twice or numbers are absurd, for those who know where that is so and go on without
 * these places. Of members that are there twice the last one counts; a number that nobody can compute with is a text.
 */
final class FaultyText implements JsonPieces.Tokens {
    private final GrowingTree tree = new GrowingTree();
    private final List<Violation> faults = new ArrayList<>();
    private JsonNode value;

    private FaultyText() {}

    /**
     * @param faults all of them
     */
    record Found(JsonNode value, List<Violation> faults) {}

    /** Null where there is no such value, or more than one. */
    static Found read(String text) {
        FaultyText faulty = new FaultyText();
        JsonPieces pieces = new JsonPieces(faulty, null);
        int end = 0;
        while (end < text.length() && !pieces.closed()) {
            int length = Character.charCount(text.codePointAt(end));
            if (!pieces.feed(text.substring(end, end + length))) {
                return null;
            }
            end += length;
        }
        boolean more = text.indexOf('{', end) >= 0 || text.indexOf('[', end) >= 0;
        return faulty.value == null || more ? null : new Found(faulty.value, faulty.faults);
    }

    @Override
    public void token(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            tree.name(parser.currentName());
            return;
        }
        JsonNode complete = tree.add(token, parser);
        if (tree.twice()) {
            faults.add(GrowingTree.twice(tree.fault()));
        }
        if (tree.absurd()) {
            faults.add(GrowingTree.absurd(tree.fault()));
        }
        if (tree.isEmpty()) {
            value = complete;
        }
    }

    @Override
    public void again() {
        tree.clear();
        faults.clear();
        value = null;
    }

    @Override
    public boolean used() {
        return false;
    }
}
