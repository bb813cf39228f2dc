package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.Violation;

/**
 * Makes a tree of tokens that come one by one. What is complete in it does not change any more, so that it may be read by others
 * while the rest still grows. Numbers are exact. Not thread-safe.
 */
final class GrowingTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    /** Beyond so many places before or behind the point whoever writes a number out fills the heap. */
    static final int MOST_PLACES = 1_000;

    /** What stands in each other and is not complete yet, the outermost first. */
    private final List<ContainerNode<?>> open = new ArrayList<>();

    private final List<String> names = new ArrayList<>();
    private String name;
    private boolean twice;
    private boolean absurd;
    private String fault;

    /** Forgets everything. */
    void clear() {
        open.clear();
        names.clear();
        name = null;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void name(String next) {
        name = next;
    }

    /** Whether a string that begins now is a value, and not the name of a member. */
    boolean awaitsValue() {
        return name != null || !open.isEmpty() && open.get(open.size() - 1) instanceof ArrayNode;
    }

    /** Whether what was completed last was a member whose name stood there before. */
    boolean twice() {
        return twice;
    }

    /** Whether what was completed last was a number that nobody can compute with; it is a text in the tree. */
    boolean absurd() {
        return absurd;
    }

    /** Where, in the tree, what was completed last is that is {@link #twice} or {@link #absurd}. */
    String fault() {
        return fault;
    }

    static Violation twice(String pointer) {
        return new Violation(pointer, "uniqueKeys", "no two members of one name");
    }

    static Violation absurd(String pointer) {
        return new Violation(pointer, "number", "a number that has fewer digits");
    }

    /**
     * Takes a token, which is no name.
     *
     * @return what is complete with it; null where something begins
     */
    JsonNode add(JsonToken token, JsonParser parser) throws IOException {
        twice = false;
        absurd = false;
        if (token.isStructStart()) {
            open.add(token == JsonToken.START_OBJECT ? NODES.objectNode() : NODES.arrayNode());
            names.add(name);
            name = null;
            return null;
        }
        JsonNode complete;
        if (token.isStructEnd()) {
            complete = open.remove(open.size() - 1);
            name = names.remove(names.size() - 1);
        } else {
            complete = scalar(token, parser);
        }
        if (absurd) {
            fault = pointer(true);
        }
        if (!open.isEmpty() && attach(open.get(open.size() - 1), name, complete)) {
            twice = true;
            fault = pointer(true);
        }
        name = null;
        return complete;
    }

    private static boolean attach(ContainerNode<?> parent, String name, JsonNode child) {
        if (parent instanceof ObjectNode object) {
            return object.replace(name, child) != null;
        }
        ((ArrayNode) parent).add(child);
        return false;
    }

    private JsonNode scalar(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("no value: " + token);
        };
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal(String text) {
        try {
            BigDecimal exact = new BigDecimal(text);
            if (Math.abs((long) exact.scale()) <= MOST_PLACES) {
                return NODES.numberNode(exact);
            }
        } catch (NumberFormatException e) {
            // an exponent beyond all bounds
        }
        absurd = true;
        return NODES.textNode(text);
    }

    /**
     * Where the next value stands.
     *
     * @param numbered with the number of an element, and not with {@code *} for any
     */
    String pointer(boolean numbered) {
        String way = "";
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i) instanceof ObjectNode) {
                way = ElementPointers.step(way, i + 1 < open.size() ? names.get(i + 1) : name);
            } else {
                way += numbered ? "/" + open.get(i).size() : "/*";
            }
        }
        return way;
    }

    /**
     * What there is so far. Only what is not complete is copied, and of that only its list of children.
     *
     * @param string what the string says so far whose end has not come yet; null for none
     */
    JsonNode soFar(String string) {
        JsonNode inner = string == null ? null : NODES.textNode(string);
        String innerName = name;
        for (int i = open.size() - 1; i >= 0; i--) {
            ContainerNode<?> copy;
            if (open.get(i) instanceof ObjectNode object) {
                ObjectNode members = NODES.objectNode();
                members.setAll(object);
                if (inner != null && innerName != null) {
                    members.set(innerName, inner);
                }
                copy = members;
            } else {
                ArrayNode elements = NODES.arrayNode();
                elements.addAll((ArrayNode) open.get(i));
                if (inner != null) {
                    elements.add(inner);
                }
                copy = elements;
            }
            inner = copy;
            innerName = names.get(i);
        }
        return inner;
    }
}
