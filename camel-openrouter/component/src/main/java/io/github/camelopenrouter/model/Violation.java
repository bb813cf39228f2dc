package io.github.camelopenrouter.model;

import java.io.Serializable;

/**
 * One place where an answer is not what its schema asks for.
 *
 * @param pointer where, as a <a href="https://www.rfc-editor.org/rfc/rfc6901">JSON pointer</a> into the answer; empty for the whole
 * @param keyword the schema's keyword that is not met, such as {@code required}, {@code type} or {@code enum}
 * @param expected what the schema asks for there: a short text of the schema's own, never the answer's
 */
public record Violation(String pointer, String keyword, String expected) implements Serializable {
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the whole" : pointer) + ": " + keyword + " " + expected;
    }
}
