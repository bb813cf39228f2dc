package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.Violation;

/**
 * Finds the elements of arrays in a text that comes in pieces, each as soon as its last character is there; a number or a literal is
 * complete with what follows it. Keeps no more than the element that is still written, and costs what the text is long. Not
 * thread-safe.
 */
final class ElementScanner implements JsonPieces.Tokens {
    /** Hears what is found, in the order in which it is complete. */
    interface Found {
        void element(Element element);

        /** The text cannot be the answer that was asked for; nothing more is found in it. Comes at most once. */
        void broken(Violation why);
    }

    /**
     * An element as it was written.
     *
     * @param array which of the pointers it belongs to
     * @param pointer of its array, with numbers for what is any element
     * @param index in its array
     * @param value must not be changed where it is shared
     * @param violations what is wrong with it already as JSON
     * @param shared whether it is a part of a further element
     */
    record Element(int array, String pointer, int index, JsonNode value, List<Violation> violations, boolean shared)
            implements Streamed {
        /** Where it is in the answer. */
        String way() {
            return pointer + '/' + index;
        }
    }

    /** One array or object that the parser is in. */
    private static final class Place {
        boolean object;
        /** The pointers that lead here or on from here. */
        int set;
        /** Those whose next step has been seen here. */
        int seen;
        /** Which pointer names this array; -1 for none. */
        int array;
        /** Where this is; null where nobody asks. */
        String pointer;

        String name;
        int index;
        /** How many violations were known and kept before the element that is written here. */
        int known;

        int kept;
    }

    private static final int MOST_VIOLATIONS = 100;

    private final ElementPointers pointers;
    private final Found found;
    private final JsonPieces text;
    private final GrowingTree tree = new GrowingTree();
    private final List<Place> places = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    /** How many there were, those that were not kept included, and the last of them. */
    private int known;

    private Violation last;
    private int depth;
    private boolean used;
    private boolean broken;

    ElementScanner(ElementPointers pointers, Found found) {
        this.pointers = pointers;
        this.found = found;
        this.text = new JsonPieces(this, null);
    }

    /** Forgets all that was read: the text begins anew. */
    void clear() {
        text.clear();
        again();
        used = false;
        broken = false;
    }

    /** Takes the next piece, of whole characters. */
    void feed(String piece) {
        if (broken || piece.isEmpty()) {
            return;
        }
        try {
            if (!text.feed(piece)) {
                broke(new Violation("", "json", "one JSON value, and this is none"));
            }
        } catch (Broken e) {
            broke(e.why);
        }
    }

    private void broke(Violation why) {
        broken = true;
        text.clear();
        again();
        found.broken(why);
    }

    @Override
    public void again() {
        tree.clear();
        violations.clear();
        depth = 0;
    }

    @Override
    public boolean used() {
        return used;
    }

    @Override
    public void token(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            name(parser.currentName());
            return;
        }
        if (token.isStructStart()) {
            begin(token, parser);
            return;
        }
        if (token.isStructEnd()) {
            depth--;
            Place ended = places.get(depth);
            if (ended.array >= 0 && ended.object) {
                // only now it is certain that it is none of the words before the answer
                throw new Broken(new Violation(ended.pointer, "type", "array"));
            }
        } else if (depth > 0) {
            scalar(token);
        }
        complete(token, parser);
    }

    private void name(String name) {
        Place place = places.get(depth - 1);
        place.name = name;
        if (!tree.isEmpty()) {
            tree.name(name);
        }
    }

    /** The pointers that lead to what begins now. */
    private int further(Place place) {
        if (place.set == 0) {
            return 0;
        }
        return place.object
                ? pointers.member(place.set, depth - 1, place.name)
                : pointers.element(place.set, depth - 1, place.index);
    }

    private void begin(JsonToken token, JsonParser parser) throws IOException {
        Place parent = depth == 0 ? null : places.get(depth - 1);
        int set = parent == null ? pointers.all() : further(parent);
        if (places.size() == depth) {
            places.add(new Place());
        }
        Place place = places.get(depth);
        place.object = token == JsonToken.START_OBJECT;
        place.set = set;
        place.seen = 0;
        place.array = set == 0 ? -1 : pointers.ending(set, depth);
        place.name = null;
        place.index = 0;
        if (parent != null) {
            seen(parent, set);
            elementBegins(parent);
        }
        depth++;
        if (place.array >= 0) {
            place.pointer = pointer(depth - 1);
            if (place.object && depth > 1) {
                throw new Broken(new Violation(place.pointer, "type", "array"));
            }
            used |= !place.object;
        }
        if (!tree.isEmpty() || parent != null && parent.array >= 0) {
            tree.add(token, parser);
        }
    }

    private void elementBegins(Place parent) {
        if (parent.array >= 0) {
            parent.known = known;
            parent.kept = violations.size();
        }
    }

    /** A value that is neither object nor array: in the place of an array only null says that there is none. */
    private void scalar(JsonToken token) {
        Place parent = places.get(depth - 1);
        elementBegins(parent);
        int set = further(parent);
        if (set != 0) {
            seen(parent, set);
            if (token != JsonToken.VALUE_NULL && pointers.ending(set, depth) >= 0) {
                throw new Broken(new Violation(pointer(depth), "type", "array"));
            }
        }
    }

    /** An array that stands there twice would have its elements counted twice. */
    private void seen(Place parent, int set) {
        if (parent.object && (parent.seen & set) != 0) {
            throw new Broken(GrowingTree.twice(pointer(depth)));
        }
        parent.seen |= set;
    }

    /** Something is complete that stands in the innermost place. */
    private void complete(JsonToken token, JsonParser parser) throws IOException {
        Place place = depth == 0 ? null : places.get(depth - 1);
        boolean element = place != null && place.array >= 0;
        if (element || !tree.isEmpty()) {
            JsonNode value = tree.add(token, parser);
            if (tree.twice()) {
                add(GrowingTree.twice(pointer(depth)));
            }
            if (tree.absurd()) {
                add(GrowingTree.absurd(pointer(depth)));
            }
            if (element) {
                element(place, value);
            }
        }
        if (place != null && !place.object) {
            place.index++;
        }
    }

    private void element(Place place, JsonNode value) {
        boolean shared = !tree.isEmpty();
        List<Violation> own = place.known == known ? List.of() : own(place);
        used = true;
        found.element(new Element(place.array, place.pointer, place.index, value, own, shared));
        if (!shared) {
            violations.clear();
        }
    }

    /** At least one, however many were there before. */
    private List<Violation> own(Place place) {
        List<Violation> kept = violations.subList(place.kept, violations.size());
        return kept.isEmpty() ? List.of(last) : List.copyOf(kept);
    }

    private void add(Violation violation) {
        known++;
        last = violation;
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(violation);
        }
    }

    /** Where the value is that stands in so many places. */
    private String pointer(int deep) {
        String way = "";
        for (int i = 0; i < deep; i++) {
            Place place = places.get(i);
            way = ElementPointers.step(way, place.object ? place.name : Integer.toString(place.index));
        }
        return way;
    }

    /** Carries the reason through the parser's loop. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Violation why;

        Broken(Violation why) {
            super(null, null, false, false);
            this.why = why;
        }
    }
}
