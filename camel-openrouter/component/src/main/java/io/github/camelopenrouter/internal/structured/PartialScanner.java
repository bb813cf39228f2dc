package io.github.camelopenrouter.internal.structured;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The object that a text will be which comes in pieces, as far as it is there. A string is shown as far as it is whole, without half
 * an escape or half a character; a number or a literal only when it cannot grow any more; a member when its value begins. Not
 * thread-safe.
 */
final class PartialScanner implements JsonPieces.Tokens {
    private final OpenString open = new OpenString();
    private final JsonPieces text = new JsonPieces(this, open);
    private final GrowingTree tree = new GrowingTree();
    private JsonNode whole;
    private boolean changed;
    private boolean used;
    private int shown;

    /** Forgets all that was read: the text begins anew. */
    void clear() {
        text.clear();
        again();
        used = false;
    }

    /**
     * Takes the next piece, of whole characters.
     *
     * @return whether there is more to show than at the last {@link #soFar}
     */
    boolean feed(String piece) {
        text.feed(piece);
        return changed();
    }

    private boolean changed() {
        return changed || open.length() > shown && value();
    }

    /** Whether an open string is a value, and not the name of a member. */
    private boolean value() {
        return tree.awaitsValue();
    }

    @Override
    public void token(JsonToken token, JsonParser parser) throws IOException {
        shown = 0;
        if (token == JsonToken.FIELD_NAME) {
            tree.name(parser.currentName());
            return;
        }
        // a bracket alone may still be one of the words before the value
        changed |= !tree.isEmpty();
        JsonNode complete = tree.add(token, parser);
        if (tree.isEmpty()) {
            whole = complete;
        }
    }

    @Override
    public void again() {
        tree.clear();
        whole = null;
        changed = false;
        shown = 0;
    }

    @Override
    public boolean used() {
        return used;
    }

    /**
     * What there is. It does not change any more, but later ones share parts of it: whoever wants to change it makes a copy.
     *
     * @param withOpen with what there is of the string whose end has not come yet
     * @param withoutOpen without it; the same where no string is open
     * @param open where that string stands, with {@code *} for the number of an element; null where none is open
     */
    record Shown(JsonNode withOpen, JsonNode withoutOpen, String open) {}

    /** What there is; null for nothing. */
    Shown soFar() throws IOException {
        changed = false;
        shown = open.length();
        if (whole != null) {
            return new Shown(whole, whole, null);
        }
        if (tree.isEmpty()) {
            return null;
        }
        used = true;
        JsonNode complete = tree.soFar(null);
        String text = value() ? open.text() : null;
        return text == null
                ? new Shown(complete, complete, null)
                : new Shown(tree.soFar(text), complete, tree.pointer(false));
    }
}
