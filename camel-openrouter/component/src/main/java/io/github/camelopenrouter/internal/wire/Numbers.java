package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The one reader of numbers that others wrote: services, models, messages, stores. A number may come as JSON or as text; one that
 * is absurd counts as absent, which is null. Nothing here takes longer or more memory than the text is long, whatever it says:
 * length and exponent are looked at before anything is computed, and no number is ever written out to its digits.
 */
public final class Numbers {
    /** More digits than this, or places before or behind the point, has nothing that is counted or paid. */
    private static final int DIGITS = 100;
    /** As long as a number of so many digits can be with its sign, point and exponent, and blanks around it. */
    private static final int LENGTH = 2 * DIGITS;

    private static final BigDecimal MOST_COUNTED = BigDecimal.valueOf(1_000_000_000_000_000L);
    private static final BigDecimal MOST_PAID = BigDecimal.ONE.scaleByPowerOfTen(30);
    private static final int SHOWN = 100;
    /** What a double can have, and more. */
    private static final int PLACES = 400;

    private Numbers() {}

    /** How many there are of something, from 0 to 10<sup>15</sup>; null for less, more, parts of one, and for no number at all. */
    public static Long count(JsonNode node) {
        return node != null && node.isIntegralNumber() && node.canConvertToLong()
                ? counted(node.longValue())
                : whole(amount(node));
    }

    /** As {@link #count(JsonNode)}, of a text, which may be null. */
    public static Long count(String text) {
        return whole(amount(text));
    }

    /** As {@link #count(JsonNode)}, of a number, which may be null. */
    public static Long count(Number number) {
        return whole(amount(number));
    }

    /** As {@link #count(JsonNode)}, of the token that the parser stands at, whose children are skipped. */
    static Long count(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= 18
                ? counted(parser.getLongValue())
                : whole(amount(parser));
    }

    /** Seconds since 1970, before it, too; null for what is no date that anybody has seen. */
    static Long moment(JsonParser parser) throws IOException {
        BigDecimal amount = amount(parser);
        Long seconds = amount == null ? null : whole(amount.abs());
        return seconds != null && amount.signum() < 0 ? (Long) (-seconds) : seconds;
    }

    /** What something costs, in US dollars, from 0 to 10<sup>30</sup>, exact; null for less, more and for no number at all. */
    public static BigDecimal cost(JsonNode node) {
        return paid(amount(node));
    }

    /** As {@link #cost(JsonNode)}, of a text, which may be null. */
    public static BigDecimal cost(String text) {
        return paid(amount(text));
    }

    /** As {@link #cost(JsonNode)}, of the token that the parser stands at, whose children are skipped. */
    static BigDecimal cost(JsonParser parser) throws IOException {
        return paid(amount(parser));
    }

    /** A number of any sign with at most 100 digits, and as many places before or behind the point; null for any other. */
    public static BigDecimal amount(JsonNode node) {
        if (node == null) {
            return null;
        }
        return node.isTextual() ? amount(node.textValue()) : node.isNumber() ? amount(node.numberValue()) : null;
    }

    /** As {@link #amount(JsonNode)}, of a text, which may be null. Blanks around it do not count. */
    public static BigDecimal amount(String text) {
        if (text == null || text.length() > LENGTH) {
            return null;
        }
        String number = text.trim();
        try {
            return isNumber(number) ? sane(new BigDecimal(number)) : null;
        } catch (NumberFormatException e) {
            // an exponent beyond all bounds: as if absent
            return null;
        }
    }

    /** As {@link #amount(JsonNode)}, of a number, which may be null. */
    public static BigDecimal amount(Number number) {
        if (number instanceof BigDecimal decimal) {
            return sane(decimal);
        }
        if (number instanceof BigInteger integer) {
            return integer.bitLength() > 4 * DIGITS ? null : sane(new BigDecimal(integer));
        }
        if (number instanceof Integer || number instanceof Long) {
            return BigDecimal.valueOf(number.longValue());
        }
        return number == null ? null : amount(number.toString());
    }

    /** As {@link #amount(JsonNode)}, of the token that the parser stands at, whose children are skipped. */
    static BigDecimal amount(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) {
            parser.skipChildren();
            return null;
        }
        boolean readable = token.isNumeric() || token == JsonToken.VALUE_STRING;
        return readable && parser.getTextLength() <= LENGTH ? amount(parser.getText()) : null;
    }

    /**
     * The number that the parser stands at as a part of a tree. One that is too long to be computed with, or whose digits would
     * fill the heap if somebody wrote them out, is a text: whoever shows or passes it on loses nothing.
     */
    static JsonNode node(JsonParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        String text = parser.getText();
        if (text.length() > SHOWN) {
            return nodes.textNode(text);
        }
        if (text.equals("-0")) {
            return new WrittenNumber(BigDecimal.ZERO, text);
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            if (text.length() > 18) {
                BigInteger integer = new BigInteger(text);
                return integer.bitLength() < Long.SIZE
                        ? nodes.numberNode(integer.longValue())
                        : nodes.numberNode(integer);
            }
            long integer = Long.parseLong(text);
            return integer == (int) integer ? nodes.numberNode((int) integer) : nodes.numberNode(integer);
        }
        try {
            BigDecimal decimal = new BigDecimal(text);
            if (Math.abs((long) decimal.scale()) > PLACES) {
                return nodes.textNode(text);
            }
            return decimal.toString().equals(text) ? nodes.numberNode(decimal) : new WrittenNumber(decimal, text);
        } catch (NumberFormatException e) {
            // an exponent beyond all bounds
            return nodes.textNode(text);
        }
    }

    /** An HTTP status from 100 to 599; null for any other number and for none. */
    public static Integer status(JsonNode node) {
        return status(count(node));
    }

    /** As {@link #status(JsonNode)}, of a text, which may be null. */
    public static Integer status(String text) {
        return status(count(text));
    }

    private static Integer status(Long count) {
        return count == null || count < 100 || count > 599 ? null : (Integer) count.intValue();
    }

    /** A number as people read it, cut where it is too long to be read; null for what is no number. */
    public static String text(JsonNode node) {
        if (node == null || !node.isNumber()) {
            return null;
        }
        if (node.isBigInteger() && node.bigIntegerValue().bitLength() > 4 * SHOWN) {
            // its digits would have to be computed
            return "a number of more than " + SHOWN + " digits";
        }
        BigDecimal amount = amount(node);
        String text = amount == null ? node.numberValue().toString() : amount.toPlainString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + '\u2026' : text;
    }

    private static Long counted(long count) {
        return count < 0 || count > MOST_COUNTED.longValue() ? null : (Long) count;
    }

    private static Long whole(BigDecimal amount) {
        if (amount == null || amount.signum() < 0 || amount.compareTo(MOST_COUNTED) > 0) {
            return null;
        }
        return amount.stripTrailingZeros().scale() > 0 ? null : (Long) amount.longValue();
    }

    private static BigDecimal paid(BigDecimal amount) {
        return amount == null || amount.signum() < 0 || amount.compareTo(MOST_PAID) > 0 ? null : amount;
    }

    private static BigDecimal sane(BigDecimal value) {
        return Math.abs((long) value.scale()) > DIGITS || value.precision() > DIGITS ? null : value;
    }

    /** Whether it is written as JSON writes numbers, a plus, leading zeros and a bare point allowed. */
    private static boolean isNumber(String text) {
        int at = sign(text, 0);
        int whole = digits(text, at);
        int end = whole;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digits(text, end + 1);
        }
        boolean some = whole > at || end > whole + 1;
        if (some && end < text.length() && (text.charAt(end) | 0x20) == 'e') {
            int exponent = sign(text, end + 1);
            end = digits(text, exponent);
            some = end > exponent;
        }
        return some && end == text.length();
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
