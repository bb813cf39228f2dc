package io.github.camelopenrouter.internal.support;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * JSON in one spelling: members in the order of their names' UTF-16 units, no blanks, the fewest escapes, as the
 * <a href="https://www.rfc-editor.org/rfc/rfc8785">JSON Canonicalization Scheme</a> has it. Of numbers it keeps all digits: the scheme
 * itself would make one of two that a double cannot tell apart, and what was approved of the one would count for the other.
 */
public final class CanonicalJson {
    /** Beyond these exponents a number is written with one, so that its spelling is not longer than it was. */
    private static final int PLAIN_DIGITS = 21;

    private CanonicalJson() {}

    /** Takes as long as the tree is; two trees have the same text where they mean the same. */
    public static String of(JsonNode tree) {
        StringBuilder text = new StringBuilder();
        write(tree, text);
        return text.toString();
    }

    private static void write(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            String before = "{";
            for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                text.append(before);
                quote(member.getKey(), text);
                text.append(':');
                write(member.getValue(), text);
                before = ",";
            }
            text.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String before = "[";
            for (JsonNode element : node) {
                text.append(before);
                write(element, text);
                before = ",";
            }
            text.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            quote(node.textValue(), text);
        } else if (node.isNumber()) {
            number(node, text);
        } else {
            text.append(node.isMissingNode() ? "null" : node.asText());
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }

    private static void number(JsonNode node, StringBuilder text) {
        if ((node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue())) {
            text.append(node.asText());
            return;
        }
        BigDecimal value = node.decimalValue().stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        text.append(
                value.signum() == 0
                        ? "0"
                        : exponent >= -7 && exponent < PLAIN_DIGITS ? value.toPlainString() : value.toString());
    }
}
