package io.github.camelopenrouter.internal.structured;

import io.github.camelopenrouter.model.Violation;

/** A text that is not the one JSON value that was asked for. */
final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    enum Why {
        NONE("one JSON value, and there is none"),
        CUT("one JSON value, and this one does not end"),
        MALFORMED("one JSON value, and this is none"),
        SEVERAL("one JSON value, and there are more"),
        DUPLICATE("no two members of one name"),
        NUMBER("a number that has fewer digits");

        private final String expected;

        Why(String expected) {
            this.expected = expected;
        }
    }

    private final Why why;
    private final String pointer;

    NotJsonException(Why why, String pointer) {
        super(why.expected, null, false, false);
        this.why = why;
        this.pointer = pointer;
    }

    Why why() {
        return why;
    }

    Violation violation() {
        String keyword = why == Why.DUPLICATE ? "uniqueKeys" : why == Why.NUMBER ? "number" : "json";
        return new Violation(pointer, keyword, why.expected);
    }
}
