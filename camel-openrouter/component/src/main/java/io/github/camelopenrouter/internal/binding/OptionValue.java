package io.github.camelopenrouter.internal.binding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.money.Budget;
import io.github.camelopenrouter.internal.structured.ElementPointers;
import io.github.camelopenrouter.internal.tool.ToolSelection;
import io.github.camelopenrouter.internal.wire.Numbers;
import io.github.camelopenrouter.model.ModelName;

/**
 * How the value of an option or a header becomes a member of the request. Both may be of their own type or text.
 *
 * <p>Parsing throws {@link IllegalArgumentException} with what is allowed; the caller adds whose value it was.
 */
@FunctionalInterface
public interface OptionValue {
    /** The JSON value; never null. */
    Object parse(Object value);

    /**
     * The same as the setter of an option takes it: numbers as their digits, which no converter can take for anything else. Lists
     * stay text.
     */
    default Object set(Object value) {
        Object parsed = parse(value);
        if (parsed instanceof Number) {
            return parsed.toString();
        }
        if (value instanceof Map<?, ?>) {
            // itself: Camel sets an empty one, and then fills it
            return value;
        }
        boolean built = parsed instanceof Collection<?> || parsed instanceof Map<?, ?> || parsed instanceof JsonNode;
        if (value instanceof CharSequence && built) {
            return value.toString();
        }
        return parsed instanceof Collection<?> texts ? json(texts) : parsed;
    }

    static OptionValue text(int longest) {
        return value -> {
            String text = WellFormed.text(string(value));
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

    /** A schema, or where it is: text. */
    static OptionValue schema() {
        return new OptionValue() {
            @Override
            public String parse(Object value) {
                // Camel may have looked up the bean already
                boolean bean = value instanceof Map<?, ?> || value instanceof JsonNode;
                String text = bean
                        ? JsonMembers.JSON.valueToTree(value).toString()
                        : WellFormed.text(string(value)).trim();
                if (Stream.of("{", "#", "classpath:", "file:").noneMatch(text::startsWith)) {
                    throw new IllegalArgumentException("must be a JSON object, classpath: or file: with a resource, or"
                            + " #name with a bean that is text, a Map or a JsonNode");
                }
                return text;
            }

            @Override
            public Object set(Object value) {
                return parse(value);
            }
        };
    }

    /** Arrays of an answer, as pointers. */
    static OptionValue elementPointers() {
        return value -> {
            String list = string(value);
            ElementPointers.of(list);
            return list;
        };
    }

    /** Which tools are offered. */
    static OptionValue tools() {
        return value -> {
            String list = string(value);
            ToolSelection.of(list);
            return list;
        };
    }

    /** Whether a model uses tools, as the service takes it. */
    static OptionValue toolChoice() {
        return value -> {
            String choice = string(value).trim();
            if (List.of("auto", "none", "required").contains(choice)) {
                return choice;
            }
            if (!choice.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException("must be auto, none, required or the name of a tool" + shown(value));
            }
            ObjectNode json = JsonMembers.JSON.createObjectNode().put("type", "function");
            json.putObject("function").put("name", choice);
            return json;
        };
    }

    /** What a schema is called. */
    static OptionValue schemaName() {
        return value -> {
            String name = string(value);
            if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException(
                        "must have 1 to 64 letters, digits, dashes and underscores" + shown(name));
            }
            return name;
        };
    }

    /** A model's name: no other text, and something is left of it without the suffixes that are not sent. */
    static OptionValue model() {
        OptionValue text = text(512);
        return value -> {
            String model = (String) text.parse(value);
            if (!ModelName.parse(model).isModel()) {
                throw new IllegalArgumentException("must name a model, such as openai/gpt-4o-mini"
                        + (model.indexOf(',') < 0 ? "" : " (more than one go into models)") + shown(value));
            }
            return model;
        };
    }

    /** Names of models, as a {@link #list}. */
    static OptionValue models() {
        OptionValue list = list(Integer.MAX_VALUE);
        OptionValue model = model();
        return value -> {
            Object models = list.parse(value);
            ((Collection<?>) models).forEach(model::parse);
            return models;
        };
    }

    /** A switch, an instance of a class, whatever Camel has to look up: it is there or it is not. */
    static OptionValue instance(Class<?> type) {
        return value -> {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("must be " + article(type.getSimpleName())
                        + ", such as the bean that #bean:name refers to"
                        + (value instanceof CharSequence ? shown(value) : ", not " + kind(value)));
            }
            return value;
        };
    }

    /** How much may be spent in what time. */
    static OptionValue budget() {
        return value -> {
            String text = string(value).trim();
            try {
                Budget.parse(text);
                return text;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "must be US dollars and a period (hour, day, week, month or total), such as 5.00/day"
                                + shown(value));
            }
        };
    }

    /** An amount of US dollars. */
    static OptionValue dollars() {
        return value -> {
            String text = string(value).trim();
            BigDecimal amount = Numbers.cost(text.startsWith("$") ? text.substring(1) : text);
            if (amount == null || amount.signum() == 0 || amount.scale() > 12) {
                throw new IllegalArgumentException("must be US dollars, more than 0, such as 0.05" + shown(value));
            }
            return amount.toPlainString();
        };
    }

    /** The name of a host, or its address. */
    static OptionValue host() {
        return value -> {
            String host = string(value).trim();
            if (host.isEmpty() || host.length() > 255 || host.indexOf('/') >= 0 || !word(host)) {
                throw new IllegalArgumentException("must be a host such as proxy.example.com, without scheme and port");
            }
            return host;
        };
    }

    /** One of these, in whatever case; as it is here. */
    static OptionValue word(String... words) {
        return value -> {
            String text = string(value).trim();
            for (String word : words) {
                if (word.equalsIgnoreCase(text)) {
                    return word;
                }
            }
            throw new IllegalArgumentException("must be one of " + String.join(", ", words) + shown(value));
        };
    }

    static OptionValue bool() {
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

    static OptionValue number(int least, int most) {
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

    static OptionValue integer(long least, long most) {
        return value -> {
            BigDecimal number = value instanceof CharSequence text
                            && !digits(text.toString().trim())
                    ? null
                    : decimal(value);
            BigInteger whole = number == null || number.stripTrailingZeros().scale() > 0 ? null : number.toBigInteger();
            boolean tooMuch = whole != null && whole.compareTo(BigInteger.valueOf(most)) > 0;
            if (whole == null || tooMuch || whole.compareTo(BigInteger.valueOf(least)) < 0) {
                boolean bounded = tooMuch || most < Integer.MAX_VALUE;
                String range = bounded
                        ? " from " + least + " to " + most
                        : least == Long.MIN_VALUE ? "" : " from " + least + " on";
                throw new IllegalArgumentException("must be a whole number" + range + shown(value));
            }
            return whole;
        };
    }

    /** Texts: a collection, an array, a JSON array, or text separated by commas. */
    static OptionValue list(int most) {
        return value -> {
            List<String> elements = elements(value);
            if (elements.isEmpty() || elements.stream().anyMatch(String::isEmpty)) {
                throw new IllegalArgumentException("must have at least one element, and none that is empty");
            }
            elements.forEach(WellFormed::text);
            if (elements.size() > most) {
                throw new IllegalArgumentException("must have at most " + most + " elements, not " + elements.size());
            }
            return elements;
        };
    }

    /** What an answer may consist of. */
    static OptionValue modalities() {
        OptionValue list = list(3);
        OptionValue modality = word("text", "image", "audio");
        return value -> ((Collection<?>) list.parse(value))
                .stream().map(modality::parse).toList();
    }

    /** Prices by kind, each sent as text, as the API describes them. */
    static OptionValue prices() {
        Set<String> kinds = Set.of("prompt", "completion", "request", "image", "audio");
        return value -> {
            Map<String, Object> prices = new TreeMap<>();
            pairs(value).forEach((kind, price) -> {
                BigDecimal amount = Numbers.cost(String.valueOf(price));
                if (!kinds.contains(kind) || amount == null) {
                    throw new IllegalArgumentException(
                            "must be pairs such as prompt=1,completion=2.5 of prompt, completion, request, image and audio"
                                    + shown(value));
                }
                prices.put(kind, amount.toPlainString());
            });
            return prices;
        };
    }

    /** Limits of the API: 16 pairs, keys of 64 characters without brackets, values of 512. A value that is null says nothing. */
    static OptionValue metadata() {
        return value -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("must be a map");
            }
            Map<String, Object> pairs = new TreeMap<>();
            map.forEach((key, text) -> {
                if (text == null) {
                    return;
                }
                String name = plain(key, "name");
                String said = plain(text, "value");
                if (name.isBlank()
                        || name.length() > 64
                        || name.contains("[")
                        || name.contains("]")
                        || said.length() > 512) {
                    throw new IllegalArgumentException(
                            "must have keys of 1 to 64 characters without brackets, and values of at most 512 characters");
                }
                pairs.put(WellFormed.text(name), WellFormed.text(said));
            });
            if (pairs.size() > 16) {
                throw new IllegalArgumentException("must have at most 16 pairs, not " + pairs.size());
            }
            return pairs;
        };
    }

    /** What somebody puts into requests by name: whatever it is, it can be sent. */
    static OptionValue members() {
        return value -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("must be a map");
            }
            map.forEach((name, member) -> {
                if (String.valueOf(name).isBlank()) {
                    throw new IllegalArgumentException("must have no member without a name");
                }
            });
            WellFormed.all(map);
            return map;
        };
    }

    /** The value of an HTTP header: printable ASCII, so that no line can be smuggled in. */
    static OptionValue header() {
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

    /** The headers' value of {@link #header}, of at most so many words between commas. */
    static OptionValue words(int most) {
        OptionValue header = header();
        return value -> {
            String text = (String) header.parse(value);
            String[] words = text.split(",", -1);
            if (words.length > most) {
                throw new IllegalArgumentException("must have at most " + most + " elements, not " + words.length);
            }
            for (String word : words) {
                if (word.isBlank()) {
                    throw new IllegalArgumentException("must have no element that is empty");
                }
            }
            return text;
        };
    }

    /** A duration in milliseconds. */
    static OptionValue millis(long least, long most) {
        return new Millis(least, most);
    }

    /** As {@link #millis}. */
    record Millis(long least, long most) implements OptionValue {
        @Override
        public Object parse(Object value) {
            long millis = Durations.millis(value);
            if (millis < least || millis > most) {
                throw new IllegalArgumentException(
                        "must be " + Durations.range(least, most) + Durations.unit(value, shown(value)));
            }
            return millis;
        }
    }

    /** A duration that is sent as whole seconds; numbers are milliseconds. */
    static OptionValue seconds(long least, long most) {
        return new Seconds(least, most);
    }

    /** As {@link #seconds}. */
    record Seconds(long least, long most) implements OptionValue {
        @Override
        public Object parse(Object value) {
            long millis = Durations.millis(value);
            if (millis < least * 1_000 || millis > most * 1_000 || millis % 1_000 != 0) {
                throw new IllegalArgumentException(
                        "must be whole seconds from " + least + " to " + most + Durations.unit(value, shown(value)));
            }
            return Long.toString(millis / 1_000);
        }

        @Override
        public Object set(Object value) {
            parse(value);
            return Long.toString(Durations.millis(value));
        }
    }

    static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses what no API key can be, before it is put into a header. Never repeats it.
     *
     * @param key may have blanks and line ends around it, as a file or a vault adds them, which do not count
     * @return the key without them
     */
    static String key(String key) {
        String itself = key.strip();
        if (!word(itself)) {
            throw new IllegalArgumentException("has characters that no key has (blanks or line ends?)");
        }
        return itself;
    }

    private static String string(Object value) {
        if (isText(value)) {
            return value.toString();
        }
        throw new IllegalArgumentException("must be text, not " + kind(value));
    }

    /** What reads the same everywhere. */
    private static boolean isText(Object value) {
        return value instanceof CharSequence
                || value instanceof Character
                || value instanceof Number
                || value instanceof Enum<?>
                || value instanceof Boolean
                || value instanceof UUID;
    }

    /** A name or a value within a list or a map: lists, maps and beans there would be sent as what toString makes of them. */
    private static String plain(Object value, String what) {
        if (isText(value)
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof Date) {
            return value.toString();
        }
        throw new IllegalArgumentException("must have text as each " + what + ", not " + kind(value));
    }

    /** What a value is, with its article. */
    static String kind(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Collection<?>) {
            return "a list (is it given twice?)";
        }
        return value instanceof Map<?, ?> ? "a map" : article(value.getClass().getSimpleName());
    }

    private static String article(String name) {
        String shown = name.isEmpty() ? "object" : name;
        return ("AEIOaeio".indexOf(shown.charAt(0)) < 0 ? "a " : "an ") + shown;
    }

    private static boolean word(String text) {
        return printable(text) && text.indexOf(' ') < 0;
    }

    private static boolean digits(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > from;
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Number number
                ? Numbers.amount(number)
                : value instanceof CharSequence text ? Numbers.amount(text.toString()) : null;
    }

    /** An element that is null becomes empty text, which no list allows. */
    private static List<String> elements(Object value) {
        List<String> elements = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> elements.add(element == null ? "" : plain(element, "element")));
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

    private static String json(Collection<?> texts) {
        try {
            return JsonMembers.JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("must be texts", e);
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

    /** The end of a message that says what is allowed. */
    static String shown(Object value) {
        boolean readable = isText(value)
                || value instanceof Collection<?>
                || value instanceof Map<?, ?>
                || value instanceof Object[]
                || value instanceof TemporalAmount;
        return ", not " + (readable ? quoted(value) : kind(value));
    }

    /** On one line, and not long, whatever was given. */
    static String quoted(Object value) {
        String text = value instanceof Object[] many ? Arrays.toString(many) : String.valueOf(value);
        StringBuilder line = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), 40); i++) {
            line.append(Character.isISOControl(text.charAt(i)) ? ' ' : text.charAt(i));
        }
        return line.append(text.length() > 40 ? "\u2026'" : "'").toString();
    }
}
