package io.github.camelopenrouter.internal.structured;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.Violation;

/** A schema that answers are checked against. Thread-safe. */
public interface AnswerSchema {
    /** Where the value is not what the schema asks for; empty where it is. Bounded in number; never throws. */
    List<Violation> violations(JsonNode value);

    /**
     * The schema of what stands at a place of a valid answer.
     *
     * @param pointer a JSON pointer into the answer, in which {@code *} is any element of an array
     * @return null where the schema says nothing about that place
     */
    AnswerSchema at(String pointer);
}
