package io.github.camelopenrouter.integration.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * JSON that can be broken: members keep their order, may be there twice, and a value may be any text, whether it is JSON or not.
 */
final class Tree {
    private static final JsonFactory JSON = new JsonFactory();

    /** Of an object, beside {@link #parts}; null for everything else. */
    final List<String> names;
    /** Values of an object or an array; null for a leaf. */
    final List<Tree> parts;
    /** Of a leaf: as it stands in the text. */
    final String leaf;

    private Tree(List<String> names, List<Tree> parts, String leaf) {
        this.names = names;
        this.parts = parts;
        this.leaf = leaf;
    }

    static Tree leaf(String text) {
        return new Tree(null, null, text);
    }

    static Tree parse(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return read(parser, parser.nextToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tree read(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                Tree object = new Tree(new ArrayList<>(), new ArrayList<>(), null);
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    object.names.add(name);
                    object.parts.add(read(parser, parser.nextToken()));
                }
                return object;
            }
            case START_ARRAY -> {
                Tree array = new Tree(null, new ArrayList<>(), null);
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    array.parts.add(read(parser, next));
                }
                return array;
            }
            case VALUE_STRING -> {
                return leaf(quoted(parser.getText()));
            }
            default -> {
                return leaf(parser.getText());
            }
        }
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** All objects and arrays in here that have a part, this one included. */
    List<Tree> holders() {
        List<Tree> found = new ArrayList<>();
        collect(found);
        return found;
    }

    private void collect(List<Tree> found) {
        if (parts != null && !parts.isEmpty()) {
            found.add(this);
            parts.forEach(part -> part.collect(found));
        }
    }

    /** Members in another order, here and below: it means the same. */
    void shuffle(Dice dice) {
        if (parts == null) {
            return;
        }
        if (names != null) {
            for (int i = parts.size() - 1; i > 0; i--) {
                int other = dice.below(i + 1);
                names.set(i, names.set(other, names.get(i)));
                parts.set(i, parts.set(other, parts.get(i)));
            }
        }
        parts.forEach(part -> part.shuffle(dice));
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(256);
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        if (parts == null) {
            out.append(leaf);
            return;
        }
        out.append(names == null ? '[' : '{');
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            if (names != null) {
                out.append(quoted(names.get(i))).append(':');
            }
            parts.get(i).write(out);
        }
        out.append(names == null ? ']' : '}');
    }
}
