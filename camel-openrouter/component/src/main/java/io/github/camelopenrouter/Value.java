package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.util.TimeUtils;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * How the value of an option or a header becomes a member of the request. Both may be of their own type or text.
 *
 * <p>Parsing throws {@link IllegalArgumentException} with what is allowed; the caller adds whose value it was.
 */
@FunctionalInterface
interface Value {
    /** The JSON value; never null. */
    Object parse(Object value);

    static Value text(int longest) {
        return value -> {
            String text = string(value);
            if (text.isBlank()) {
                throw new IllegalArgumentException("must not be blank");
            }
            if (text.length() > longest) {
                throw new IllegalArgumentException(
                        "must have at most " + longest + " characters, not " + text.length());
            }
            return text;
        };
    }

    static Value word(String... words) {
        Set<String> known = Set.of(words);
        return value -> {
            String text = string(value).trim();
            if (!known.contains(text)) {
                throw new IllegalArgumentException("must be one of " + String.join(", ", words) + shown(value));
            }
            return text;
        };
    }

    static Value bool() {
        return value -> {
            String text = String.valueOf(value).trim();
            if (text.equalsIgnoreCase("true")) {
                return true;
            }
            if (text.equalsIgnoreCase("false")) {
                return false;
            }
            throw new IllegalArgumentException("must be true or false" + shown(value));
        };
    }

    static Value number(int least, int most) {
        return value -> {
            BigDecimal number = decimal(value);
            if (number == null
                    || number.compareTo(BigDecimal.valueOf(least)) < 0
                    || number.compareTo(BigDecimal.valueOf(most)) > 0) {
                throw new IllegalArgumentException("must be a number from " + least + " to " + most + shown(value));
            }
            return number;
        };
    }

    static Value integer(long least, long most) {
        return value -> {
            BigDecimal number = decimal(value);
            BigInteger whole = number == null || number.stripTrailingZeros().scale() > 0 ? null : number.toBigInteger();
            if (whole == null
                    || whole.compareTo(BigInteger.valueOf(least)) < 0
                    || whole.compareTo(BigInteger.valueOf(most)) > 0) {
                String range = least == Long.MIN_VALUE
                        ? ""
                        : most >= Integer.MAX_VALUE ? " from " + least + " on" : " from " + least + " to " + most;
                throw new IllegalArgumentException("must be a whole number" + range + shown(value));
            }
            return whole;
        };
    }

    /** Texts: a collection, an array, a JSON array, or text separated by commas. */
    static Value list(int most) {
        return value -> {
            List<String> elements = elements(value);
            if (elements.isEmpty() || elements.stream().anyMatch(String::isEmpty)) {
                throw new IllegalArgumentException("must have at least one element, and none that is empty");
            }
            if (elements.size() > most) {
                throw new IllegalArgumentException("must have at most " + most + " elements, not " + elements.size());
            }
            return elements;
        };
    }

    /** Prices by kind, each sent as text, as the API describes them. */
    static Value prices() {
        Set<String> kinds = Set.of("prompt", "completion", "request", "image", "audio");
        return value -> {
            Map<String, Object> prices = new TreeMap<>();
            pairs(value).forEach((kind, price) -> {
                BigDecimal amount = decimal(price);
                if (!kinds.contains(kind) || amount == null || amount.signum() < 0) {
                    throw new IllegalArgumentException(
                            "must be pairs such as prompt=1,completion=2.5 of prompt, completion, request, image and audio"
                                    + shown(value));
                }
                prices.put(kind, amount.toPlainString());
            });
            return prices;
        };
    }

    /** Limits of the API: 16 pairs, keys of 64 characters without brackets, values of 512. */
    static Value metadata() {
        return value -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("must be a map");
            }
            Map<String, Object> pairs = new TreeMap<>();
            map.forEach((key, text) -> {
                if (text == null) {
                    return;
                }
                String name = String.valueOf(key);
                if (name.length() > 64
                        || name.contains("[")
                        || name.contains("]")
                        || String.valueOf(text).length() > 512) {
                    throw new IllegalArgumentException(
                            "must have keys of at most 64 characters without brackets, and values of at most 512 characters");
                }
                pairs.put(name, String.valueOf(text));
            });
            if (pairs.size() > 16) {
                throw new IllegalArgumentException("must have at most 16 pairs, not " + pairs.size());
            }
            return pairs;
        };
    }

    /** The value of an HTTP header: printable ASCII, so that no line can be smuggled in. */
    static Value header() {
        return value -> {
            String text = value instanceof Collection<?> many
                    ? String.join(",", elements(many))
                    : string(value).trim();
            if (text.isEmpty() || text.length() > 1_024 || !printable(text)) {
                throw new IllegalArgumentException("must be printable ASCII of at most 1024 characters");
            }
            return text;
        };
    }

    /** A duration that is sent as whole seconds; numbers are milliseconds. */
    static Value seconds(long least, long most) {
        return value -> {
            long seconds;
            try {
                seconds = value instanceof Duration duration
                        ? duration.toSeconds()
                        : value instanceof Number millis
                                ? millis.longValue() / 1_000
                                : TimeUtils.toMilliSeconds(string(value).trim()) / 1_000;
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("must be a duration such as 5m" + shown(value), e);
            }
            if (seconds < least || seconds > most) {
                throw new IllegalArgumentException("must be from " + least + " to " + most + " seconds" + shown(value));
            }
            return Long.toString(seconds);
        };
    }

    static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String string(Object value) {
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Enum<?>
                || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                "must be text, not a " + value.getClass().getSimpleName());
    }

    private static BigDecimal decimal(Object value) {
        String text = value instanceof Number || value instanceof CharSequence
                ? value.toString().trim()
                : "";
        if (text.isEmpty() || text.length() > 40) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > 40 ? null : number;
        } catch (NumberFormatException e) {
            // the caller says what is allowed
            return null;
        }
    }

    /** An element that is null becomes empty text, which no list allows. */
    private static List<String> elements(Object value) {
        List<String> elements = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> elements.add(element == null ? "" : element.toString()));
        } else if (value instanceof Object[] array) {
            return elements(Arrays.asList(array));
        } else {
            String text = string(value);
            if (text.trim().startsWith("[")) {
                return jsonArray(text);
            }
            for (String element : text.split(",", -1)) {
                elements.add(element.trim());
            }
        }
        return elements;
    }

    private static List<String> jsonArray(String text) {
        try {
            return elements(JsonMembers.JSON.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("must be texts separated by commas, or a JSON array of texts", e);
        }
    }

    private static Map<String, Object> pairs(Object value) {
        Map<String, Object> pairs = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, price) -> pairs.put(String.valueOf(key), price));
        } else {
            for (String pair : string(value).split(",")) {
                String[] parts = pair.split("=", 2);
                pairs.put(parts[0].trim(), parts.length == 2 ? parts[1] : "");
            }
        }
        return pairs;
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return ", not '" + (text.length() > 40 ? text.substring(0, 40) + "\u2026" : text) + "'";
    }
}
