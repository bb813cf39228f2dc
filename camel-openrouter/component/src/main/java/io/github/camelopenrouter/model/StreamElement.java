package io.github.camelopenrouter.model;

import java.util.List;

/**
 * One part of an answer that becomes objects while the model still writes: an element of an array, or, with the option
 * {@code streamPartial}, the whole object so far. The last part carries the assembled object and the answer. In a Camel route it
 * converts to what its value is: to the value's own class, to {@link String} as JSON, and to whatever Camel makes of the value.
 *
 * @param index of an element in its array, counted from 0, elements that were left out included; of any other part how many parts came
 *     before it
 * @param pointer of the array, as a <a href="https://www.rfc-editor.org/rfc/rfc6901">JSON pointer</a>; empty for the whole object
 * @param value an object of the class asked for, a map or whatever else the JSON is, or a {@link com.fasterxml.jackson.databind.JsonNode};
 *     null for JSON's null
 * @param violations what is wrong with an element that was handed on although it is not valid; on the last part what was wrong with all
 *     elements that were left out or handed on so. Empty where nothing is, never null
 * @param response the assembled answer on the last part, null on every other
 */
public record StreamElement(
        int index, String pointer, Object value, List<Violation> violations, ChatResponse response) {
    public StreamElement {
        violations = List.copyOf(violations);
    }

    /** Whether this is the last part, whose value is the assembled object. */
    public boolean last() {
        return response != null;
    }

    /** The value alone. */
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
