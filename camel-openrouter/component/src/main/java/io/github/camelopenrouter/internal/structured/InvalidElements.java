package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.github.camelopenrouter.model.Violation;

/** Elements of one answer that were left out, or handed on although they are not valid. Not thread-safe. */
final class InvalidElements {
    /** An answer with more of them is no answer. */
    static final int MOST = 100_000;
    /** So many violations are told of. */
    private static final int MOST_TOLD = 1_000;

    private final Set<String> ways = new HashSet<>();
    private final Map<String, BitSet> indexes = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    void add(ElementScanner.Element element, List<Violation> wrong) {
        ways.add(element.way());
        indexes.computeIfAbsent(element.pointer(), array -> new BitSet()).set(element.index());
        for (Violation violation : wrong) {
            if (violations.size() < MOST_TOLD) {
                violations.add(violation);
            }
        }
    }

    boolean isEmpty() {
        return ways.isEmpty();
    }

    int size() {
        return ways.size();
    }

    /** What was wrong with them, as far as it is told. */
    List<Violation> violations() {
        return violations;
    }

    /** Whether it is one of them, or stands in one of them. */
    boolean hold(Violation violation) {
        String pointer = violation.pointer();
        for (int end = pointer.indexOf('/', 1); end >= 0; end = pointer.indexOf('/', end + 1)) {
            if (ways.contains(pointer.substring(0, end))) {
                return true;
            }
        }
        return ways.contains(pointer);
    }

    /** Removes them from the whole answer. */
    void leaveOut(JsonNode whole) {
        List<String> arrays = new ArrayList<>(indexes.keySet());
        // inner ones first, whose way changes with what is left out around them
        arrays.sort(Comparator.comparingLong(InvalidElements::depth).reversed());
        for (String pointer : arrays) {
            if (whole.at(pointer) instanceof ArrayNode array) {
                leaveOut(array, indexes.get(pointer));
            }
        }
    }

    private static long depth(String pointer) {
        return pointer.chars().filter(c -> c == '/').count();
    }

    private static void leaveOut(ArrayNode array, BitSet invalid) {
        List<JsonNode> valid = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!invalid.get(i)) {
                valid.add(array.get(i));
            }
        }
        array.removeAll();
        array.addAll(valid);
    }
}
