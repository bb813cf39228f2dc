package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.model.Violation;

/**
 * How elements are checked, and what they are handed on as: as the format of the whole answer says of the places where they stand.
 * Immutable, thread-safe.
 */
public final class ElementFormat {
    private final ElementPointers pointers;
    private final OpenRouterInvalidElement invalid;
    private final AnswerFormat answer;
    private final AnswerTarget whole;
    private final List<Part> parts;

    /** What is asked of the elements of one array; either may be null. */
    private record Part(AnswerSchema schema, AnswerTarget target) {}

    private ElementFormat(
            ElementPointers pointers, OpenRouterInvalidElement invalid, AnswerFormat answer, AnswerTarget whole) {
        this.pointers = pointers;
        this.invalid = invalid;
        this.answer = answer;
        this.whole = whole;
        this.parts = pointers.texts().stream().map(this::part).toList();
    }

    /**
     * @param answer has a target
     */
    public static ElementFormat of(ElementPointers pointers, OpenRouterInvalidElement invalid, AnswerFormat answer) {
        return new ElementFormat(pointers, invalid, answer, PartType.whole(answer.target()));
    }

    private Part part(String array) {
        String elements = array + "/*";
        AnswerSchema schema = answer.schema() == null ? null : answer.schema().at(elements);
        AnswerTarget target = answer.target();
        if (target.type() == null) {
            return new Part(schema, target);
        }
        JavaType type = PartType.at(target.mapper(), target.type(), elements);
        return new Part(schema, target.at(type == null ? target.mapper().constructType(Object.class) : type));
    }

    ElementPointers pointers() {
        return pointers;
    }

    OpenRouterInvalidElement invalid() {
        return invalid;
    }

    /** What is asked of the whole answer. */
    AnswerFormat answer() {
        return answer;
    }

    /** What the whole answer is handed on as. */
    AnswerTarget whole() {
        return whole;
    }

    /** What is wrong with an element, said of places of the answer. */
    List<Violation> violations(ElementScanner.Element element) {
        AnswerSchema schema = parts.get(element.array()).schema();
        if (!element.violations().isEmpty() || schema == null) {
            return element.violations();
        }
        List<Violation> found = schema.violations(element.value());
        return found.isEmpty() ? found : within(element, found);
    }

    private static List<Violation> within(ElementScanner.Element element, List<Violation> found) {
        List<Violation> absolute = new ArrayList<>(found.size());
        for (Violation violation : found) {
            absolute.add(new Violation(element.way() + violation.pointer(), violation.keyword(), violation.expected()));
        }
        return absolute;
    }

    /**
     * What an element is handed on as.
     *
     * @throws AnswerTarget.Unfit where it cannot be read
     */
    Object value(ElementScanner.Element element) throws AnswerTarget.Unfit {
        AnswerTarget target = parts.get(element.array()).target();
        try {
            return read(target, element.value(), element.shared());
        } catch (AnswerTarget.Unfit e) {
            throw new AnswerTarget.Unfit(within(element, List.of(e.violation())).get(0));
        }
    }

    /** What an element that is not valid is handed on as: its class may not be able to hold it. */
    Object asJson(ElementScanner.Element element) {
        return json(parts.get(element.array()).target(), element.value(), element.shared());
    }

    /** As natural as JSON can be: as a node where nodes are asked for or objects, as a map where maps are. */
    private static Object json(AnswerTarget target, JsonNode value, boolean shared) {
        if (target.type() != null && target.type().isJavaLangObject()) {
            try {
                return read(target, value, shared);
            } catch (AnswerTarget.Unfit e) {
                // as it is, then
                return shared ? value.deepCopy() : value;
            }
        }
        return shared ? value.deepCopy() : value;
    }

    /** The same of the whole answer. */
    Object wholeAsJson(JsonNode value) {
        return json(whole, value, false);
    }

    static Object read(AnswerTarget target, JsonNode value, boolean shared) throws AnswerTarget.Unfit {
        if (target.type() == null) {
            return shared ? value.deepCopy() : value;
        }
        try {
            return target.read(value);
        } catch (RuntimeException e) {
            // of the class that is read
            throw new AnswerTarget.Unfit(new Violation(
                    "", "class", "a " + target.type().getRawClass().getSimpleName()));
        }
    }
}
