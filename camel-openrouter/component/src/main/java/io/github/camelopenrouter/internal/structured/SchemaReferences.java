package io.github.camelopenrouter.internal.structured;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where the parts of a schema are, and what they refer to. */
final class SchemaReferences {
    private static final int MOST_STEPS = 1_000;

    /** How many schemas may hold for one value. */
    private static final int MOST_HOLDING = 10_000;

    private static final int LONGEST_PATTERN = 2_000;

    /** Keywords whose schemas hold for the same value. */
    private static final List<String> IN_PLACE = List.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

    private final JsonNode root;
    private final Map<JsonNode, Integer> holding = new IdentityHashMap<>();

    private SchemaReferences(JsonNode root) {
        this.root = root;
    }

    private void all() {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            holding(node);
            node.forEach(child -> {
                if (child.isContainerNode()) {
                    open.push(child);
                }
            });
        }
    }

    /** How many schemas hold for a value for which this one does. */
    private int holding(JsonNode schema) {
        Integer known = holding.get(schema);
        if (known != null) {
            if (known == 0) {
                throw new IllegalArgumentException("has a $ref that leads back to itself");
            }
            return known;
        }
        holding.put(schema, 0);
        int sum = 1;
        for (String keyword : IN_PLACE) {
            JsonNode part = schema.path(keyword);
            for (JsonNode one : part.isArray() ? part : List.of(part)) {
                sum += one.isObject() ? holding(one) : 0;
            }
        }
        for (JsonNode one : schema.path("dependentSchemas")) {
            sum += one.isObject() ? holding(one) : 0;
        }
        if (schema.path("$ref").isTextual()) {
            sum += holding(target(root, schema.path("$ref").textValue()));
        }
        if (sum > MOST_HOLDING) {
            throw new IllegalArgumentException("says too much of one value: more than " + MOST_HOLDING
                    + " of its parts hold for it, counted through each $ref");
        }
        holding.put(schema, sum);
        return sum;
    }

    /**
     * A schema refers to its own parts only, and does not say so much of one value, by references to references, that a check never
     * ends.
     *
     * @throws IllegalArgumentException where it does not hold to that; the message says why
     */
    static void check(JsonNode schema) {
        references(schema);
        try {
            new SchemaReferences(schema).all();
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is nested too deeply", e);
        }
    }

    private static void references(JsonNode schema) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(schema);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.path("$ref").isTextual()) {
                follow(schema, node.path("$ref").textValue());
            }
            node.path("patternProperties").fieldNames().forEachRemaining(SchemaReferences::pattern);
            if (node.path("pattern").isTextual()) {
                pattern(node.path("pattern").textValue());
            }
            node.forEach(child -> {
                if (child.isContainerNode()) {
                    open.push(child);
                }
            });
        }
    }

    /** Looked at here, because the validator would log the whole of one that is none. */
    private static void pattern(String regex) {
        if (regex.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "has a pattern of " + regex.length() + " characters: " + LONGEST_PATTERN + " are allowed");
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new IllegalArgumentException("has a pattern that is no regular expression", e);
        }
    }

    private static void follow(JsonNode root, String first) {
        Set<String> seen = new HashSet<>();
        for (String reference = first; reference != null; ) {
            if (!seen.add(reference)) {
                throw new IllegalArgumentException("has a $ref that leads back to itself");
            }
            JsonNode target = target(root, reference);
            if (target == null || target.isMissingNode()) {
                throw new IllegalArgumentException(
                        "has a $ref that leads nowhere: a schema refers to its own parts, such as #/$defs/item");
            }
            reference = target.path("$ref").isTextual() ? target.path("$ref").textValue() : null;
        }
    }

    private static JsonNode target(JsonNode root, String reference) {
        if (reference.equals("#")) {
            return root;
        }
        if (!reference.startsWith("#/")) {
            return null;
        }
        try {
            return root.at(JsonPointer.compile(reference.substring(1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Makes references those of a schema that stands elsewhere now. */
    static void move(JsonNode schema, String to) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(schema);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
                object.put("$ref", to + object.path("$ref").textValue().substring(1));
            }
            node.forEach(child -> {
                if (child.isContainerNode()) {
                    open.push(child);
                }
            });
        }
    }

    /**
     * Where the schema stands of what is at a place of a valid answer.
     *
     * @param pointer into the answer; {@code *} is any element
     * @return a JSON pointer into the schema; null where it says nothing about that place
     */
    static String path(JsonNode root, String pointer) {
        String[] found = {""};
        for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.tail()) {
            String next = step(root, found[0], at.getMatchingProperty(), MOST_STEPS);
            if (next == null) {
                return null;
            }
            found[0] = next;
        }
        return found[0];
    }

    private static String step(JsonNode root, String path, String token, int left) {
        JsonNode schema = path.isEmpty() ? root : root.at(JsonPointer.compile(path));
        if (left == 0 || !schema.isObject()) {
            return null;
        }
        String name = token.replace("~", "~0").replace("/", "~1");
        if (schema.path("properties").has(token)) {
            return path + "/properties/" + name;
        }
        if (schema.path("items").isObject() && (token.equals("*") || token.matches("\\d+"))) {
            return path + "/items";
        }
        if (schema.path("$ref").isTextual()) {
            String found = step(root, schema.path("$ref").textValue().substring(1), token, left - 1);
            if (found != null) {
                return found;
            }
        }
        for (String group : new String[] {"anyOf", "oneOf", "allOf"}) {
            for (int i = 0; i < schema.path(group).size(); i++) {
                String found = step(root, path + "/" + group + "/" + i, token, left / 2);
                if (found != null) {
                    return found;
                }
            }
        }
        if (schema.path("additionalProperties").isObject()) {
            return path + "/additionalProperties";
        }
        return null;
    }
}
