package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelopenrouter.internal.structured.NotJsonException.Why;

/**
 * The one JSON value in what a model wrote. Prose and fences before and after it are left out. What leaves a choice is refused: two
 * values, two members of one name. Numbers keep their digits.
 *
 * @param value the value
 * @param source its text, as the model wrote it
 */
record JsonText(JsonNode value, String source) {
    /** Of a number, zeros of its exponent counted: more takes long to count with. */
    private static final int MOST_DIGITS = 1_000;

    /** How many braces and brackets of prose are looked at. */
    private static final int MOST_LOOKS = 64;

    /** Reads JSON without losing anything, and nothing that says two things. */
    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * @throws NotJsonException where there is none, or more than one
     */
    static JsonText read(String text) throws NotJsonException {
        int start = 0;
        while (start < text.length()
                && (Character.isWhitespace(text.charAt(start)) || text.charAt(start) == '\ufeff')) {
            start++;
        }
        if (start == text.length()) {
            throw new NotJsonException(Why.NONE, "");
        }
        Read found = isScalar(text, start) ? first(text, start) : next(text, start);
        if (found == null) {
            throw new NotJsonException(Why.NONE, "");
        }
        try {
            if (next(text, found.end()) != null) {
                throw new NotJsonException(Why.SEVERAL, "");
            }
        } catch (NotJsonException e) {
            throw e.why() == Why.SEVERAL ? e : new NotJsonException(Why.SEVERAL, "");
        }
        return new JsonText(found.value(), text.substring(found.start(), found.end()));
    }

    /** Whether the text is a value that is neither object nor array. */
    private static boolean isScalar(String text, int start) {
        String whole = text.substring(start).strip();
        return whole.charAt(0) == '"'
                || whole.length() <= MOST_DIGITS + 20 && whole.matches("-?[0-9][0-9.eE+-]*|true|false|null");
    }

    private record Read(JsonNode value, int start, int end) {}

    /**
     * The next object or array; null where there is none. What stands in brackets and is none is prose, with all that is in it: a part
     * of something that is not valid is nobody's answer.
     */
    private static Read next(String text, int from) throws NotJsonException {
        int at = from;
        for (int i = 0; i < MOST_LOOKS; i++) {
            int start = bracket(text, at);
            if (start < 0) {
                return null;
            }
            try {
                return first(text, start);
            } catch (NotJsonException e) {
                at = behind(text, start);
                if (e.why() != Why.MALFORMED || at < 0) {
                    throw e;
                }
            }
        }
        throw new NotJsonException(Why.MALFORMED, "");
    }

    private static int bracket(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '{' || text.charAt(i) == '[') {
                return i;
            }
        }
        return -1;
    }

    /** Behind the bracket that closes this one; -1 where none does. */
    private static int behind(String text, int start) {
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '[') {
                open++;
            } else if ((c == '}' || c == ']') && --open == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static Read first(String text, int start) throws NotJsonException {
        try (JsonParser parser = MAPPER.createParser(text.substring(start))) {
            try {
                parser.nextToken();
                JsonNode value = parser.readValueAsTree();
                int end = start + (int) parser.currentLocation().getCharOffset();
                bounded(value, "");
                return new Read(value, start, end);
            } catch (NumberFormatException e) {
                // an exponent beyond all bounds
                throw new NotJsonException(
                        Why.NUMBER, parser.getParsingContext().pathAsPointer().toString());
            } catch (JsonEOFException e) {
                throw new NotJsonException(Why.CUT, "");
            } catch (JsonProcessingException e) {
                boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
                throw twice
                        ? new NotJsonException(
                                Why.DUPLICATE,
                                parser.getParsingContext().pathAsPointer().toString())
                        : new NotJsonException(Why.MALFORMED, "");
            }
        } catch (IOException | StackOverflowError e) {
            throw new NotJsonException(Why.MALFORMED, "");
        }
    }

    /** Refuses numbers that take long to count with. */
    private static void bounded(JsonNode value, String pointer) throws NotJsonException {
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
                throw new NotJsonException(Why.NUMBER, pointer);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                if (value.get(i).isContainerNode() || value.get(i).isBigDecimal()) {
                    bounded(value.get(i), pointer + "/" + i);
                }
            }
        } else if (value.isObject()) {
            for (var member : value.properties()) {
                if (member.getValue().isContainerNode() || member.getValue().isBigDecimal()) {
                    String name = member.getKey().replace("~", "~0").replace("/", "~1");
                    bounded(member.getValue(), pointer + "/" + name);
                }
            }
        }
    }
}
