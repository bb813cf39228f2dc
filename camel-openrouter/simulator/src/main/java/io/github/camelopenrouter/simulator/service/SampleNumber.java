package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.math.RoundingMode;

import com.fasterxml.jackson.databind.JsonNode;

/** A number within the bounds of a schema: one if it may be, and for the next element of an array two. */
final class SampleNumber {

    private final BigDecimal least;
    private final BigDecimal above;
    private final BigDecimal most;
    private final BigDecimal below;
    private final BigDecimal step;
    private final boolean whole;

    SampleNumber(JsonNode schema, boolean whole) {
        least = number(schema, "minimum");
        above = number(schema, "exclusiveMinimum");
        most = number(schema, "maximum");
        below = number(schema, "exclusiveMaximum");
        BigDecimal multiple = number(schema, "multipleOf");
        step = multiple != null && multiple.signum() > 0 ? multiple : whole ? BigDecimal.ONE : null;
        this.whole = whole;
    }

    JsonNode make(int number) {
        BigDecimal first = step == null ? first() : firstMultiple();
        BigDecimal wanted = first.add(BigDecimal.valueOf(number).multiply(step == null ? BigDecimal.ONE : step));
        BigDecimal chosen = isWithin(wanted) ? wanted : first;
        return whole
                ? Json.MAPPER.getNodeFactory().numberNode(chosen.toBigInteger())
                : Json.MAPPER.getNodeFactory().numberNode(chosen);
    }

    private BigDecimal first() {
        BigDecimal low = higher(least, above);
        BigDecimal high = below == null || most != null && most.compareTo(below) < 0 ? most : below;
        if (isWithin(BigDecimal.ONE)) {
            return BigDecimal.ONE;
        }
        if (low != null && high != null) {
            return low.add(high).divide(BigDecimal.valueOf(2));
        }
        return low == null ? high.subtract(BigDecimal.ONE) : low.add(BigDecimal.ONE);
    }

    private BigDecimal firstMultiple() {
        BigDecimal one = multiple(BigDecimal.ONE, RoundingMode.CEILING);
        BigDecimal low = higher(least, above);
        if (low != null && low.compareTo(one) >= 0) {
            BigDecimal next = multiple(low, RoundingMode.CEILING);
            return above != null && next.compareTo(above) <= 0 ? next.add(step) : next;
        }
        if (isWithin(one)) {
            return one;
        }
        BigDecimal high = below == null || most != null && most.compareTo(below) < 0 ? most : below;
        BigDecimal last = multiple(high, RoundingMode.FLOOR);
        return below != null && last.compareTo(below) >= 0 ? last.subtract(step) : last;
    }

    private BigDecimal multiple(BigDecimal number, RoundingMode mode) {
        return number.divide(step, 0, mode).multiply(step);
    }

    private boolean isWithin(BigDecimal number) {
        return (least == null || number.compareTo(least) >= 0)
                && (above == null || number.compareTo(above) > 0)
                && (most == null || number.compareTo(most) <= 0)
                && (below == null || number.compareTo(below) < 0);
    }

    private static BigDecimal higher(BigDecimal one, BigDecimal other) {
        return one == null ? other : other == null ? one : one.max(other);
    }

    private static BigDecimal number(JsonNode schema, String keyword) {
        JsonNode value = schema.path(keyword);
        return value.isNumber() ? value.decimalValue() : null;
    }
}
