package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.github.camelopenrouter.model.Violation;

/**
 * What a JSON value is handed on as. Thread-safe.
 *
 * @param type null for the value itself, as {@link JsonNode}
 * @param mapper what reads it otherwise
 */
public record AnswerTarget(JavaType type, ObjectMapper mapper) {
    /** The value itself. */
    public static final AnswerTarget JSON = new AnswerTarget(null, null);

    /** Values that are maps. */
    public static AnswerTarget map(ObjectMapper mapper) {
        return new AnswerTarget(
                mapper.getTypeFactory().constructMapType(Map.class, String.class, Object.class), mapper);
    }

    /**
     * @throws IllegalArgumentException where the mapper cannot read such objects; the message says why
     */
    public static AnswerTarget of(JavaType type, ObjectMapper mapper) {
        ReadableType.check(type, mapper);
        return new AnswerTarget(type, mapper);
    }

    /** The same of what is at a place, such as an element's class; the type of a value where nothing is known of it. */
    public AnswerTarget at(JavaType part) {
        return new AnswerTarget(part, mapper);
    }

    /**
     * What the route gets. Runs code of the class that is read: never on an I/O thread.
     *
     * @param source the text of the value
     * @throws Unfit where it cannot be read
     */
    Object read(JsonNode value, String source) throws Unfit {
        if (type == null) {
            return value;
        }
        if (type.isMapLikeType() && !value.isObject()) {
            throw new Unfit(new Violation("", "type", "object"));
        }
        try (JsonParser parser = new FiniteNumbers(mapper.createParser(source))) {
            return read(parser);
        } catch (IOException e) {
            throw new Unfit(new Violation("", "class", name(type.getRawClass())));
        }
    }

    /** The same where there is no text any more; what Jackson reads as a floating-point number from text it reads so here, too. */
    Object read(JsonNode value) throws Unfit {
        if (type == null) {
            return value;
        }
        if (type.isMapLikeType() && !value.isObject()) {
            throw new Unfit(new Violation("", "type", "object"));
        }
        try (JsonParser parser = new FiniteNumbers(mapper.treeAsTokens(value))) {
            return read(parser);
        } catch (IOException e) {
            throw new Unfit(new Violation("", "class", name(type.getRawClass())));
        }
    }

    private Object read(JsonParser parser) throws Unfit {
        try {
            return mapper.readerFor(type).readValue(parser);
        } catch (JsonProcessingException e) {
            throw new Unfit(violation(e));
        } catch (IOException | StackOverflowError e) {
            throw new Unfit(new Violation("", "class", name(type.getRawClass())));
        }
    }

    private Violation violation(JsonProcessingException e) {
        Class<?> expected = e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? mismatch.getTargetType()
                : type.getRawClass();
        StringBuilder pointer = new StringBuilder();
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                String name = step.getFieldName();
                pointer.append('/')
                        .append(
                                name == null
                                        ? String.valueOf(step.getIndex())
                                        : name.replace("~", "~0").replace("/", "~1"));
            }
        }
        boolean large = e instanceof InputCoercionException || e.getCause() instanceof InputCoercionException;
        return new Violation(
                pointer.toString(), large ? "number" : "class", large ? "a number that fits" : name(expected));
    }

    private static String name(Class<?> type) {
        return "a " + type.getSimpleName();
    }

    /** A value that cannot be handed on as what was asked for. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final Violation violation;

        Unfit(Violation violation) {
            super(violation.keyword(), null, false, false);
            this.violation = violation;
        }

        Violation violation() {
            return violation;
        }
    }
}
