package io.github.camelopenrouter.simulator.service;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes JSON that satisfies a schema; always the same for the same schema and the same word. Keywords that forbid, such
 * as {@code not}, are not understood. Used once, by one thread.
 */
final class SchemaSample {

    static final int USUAL_ITEMS = 2;

    private static final int DEEP = 6;
    private static final int DEEPEST = 16;
    private static final int MOST_NODES = 20_000;
    private static final int MOST_ITEMS = 10_000;

    private final JsonNode root;
    private final SchemaReferences references;
    private final String word;
    private final int items;
    private int nodes;

    /**
     * @param word what strings say if the schema does not tell
     * @param items how many elements an array near the root has if the schema lets it
     */
    SchemaSample(JsonNode root, String word, int items) {
        this.root = root;
        this.references = new SchemaReferences(root);
        this.word = word;
        this.items = items;
    }

    JsonNode make() {
        return make(root, 0, 0);
    }

    /** @param number which element of its array it is, or is in */
    private JsonNode make(JsonNode written, int depth, int number) {
        nodes++;
        JsonNode schema = references.resolve(written, isDeep(depth), number);
        if (schema.has("const") || schema.hasNonNull("default")) {
            return schema.has("const") ? schema.get("const") : schema.get("default");
        }
        JsonNode words = schema.path("enum");
        if (!words.isEmpty()) {
            return words.get(number % words.size());
        }
        return switch (type(schema, isDeep(depth))) {
            case "object" -> object(schema, depth, number);
            case "array" -> array(schema, depth);
            case "integer" -> new SampleNumber(schema, true).make(number);
            case "number" -> new SampleNumber(schema, false).make(number);
            case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(number % 2 == 0);
            case "null" -> Json.MAPPER.nullNode();
            default -> Json.MAPPER.getNodeFactory().textNode(SampleText.of(schema, word, number));
        };
    }

    private ObjectNode object(JsonNode schema, int depth, int number) {
        ObjectNode object = Json.object();
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean wanted = required.contains(property.getKey()) ? depth < DEEPEST : !isDeep(depth);
            if (wanted && !isNever(property.getValue())) {
                object.set(property.getKey(), make(property.getValue(), depth + 1, number));
            }
        }
        for (String name : required) {
            if (!object.has(name) && depth < DEEPEST) {
                object.set(name, make(schema.path("additionalProperties"), depth + 1, number));
            }
        }
        addFurther(schema, depth, object);
        return object;
    }

    /** Members for a map, and as many as an object must have. */
    private void addFurther(JsonNode schema, int depth, ObjectNode object) {
        JsonNode values = schema.path("additionalProperties");
        boolean map = values.isObject() && object.isEmpty() && !isDeep(depth);
        int least = Math.min(MOST_ITEMS, Math.max(schema.path("minProperties").asInt(), map ? USUAL_ITEMS : 0));
        int most = schema.path("maxProperties").asInt(Integer.MAX_VALUE);
        for (int i = 0; object.size() < Math.min(least, most) && depth < DEEPEST; i++) {
            object.set(SampleText.numbered(word, i), make(values, depth + 1, i));
        }
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = Json.array();
        JsonNode firsts = schema.path("prefixItems");
        JsonNode others = schema.path("items");
        int size = depth < DEEPEST ? size(schema, depth) : 0;
        for (int i = 0; i < size; i++) {
            array.add(make(i < firsts.size() ? firsts.get(i) : others, depth + 1, i));
        }
        return array;
    }

    private int size(JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt();
        int most = schema.path("maxItems").asInt(MOST_ITEMS);
        if (isNever(schema.path("items"))) {
            most = Math.min(most, schema.path("prefixItems").size());
        }
        JsonNode words =
                references.resolve(schema.path("items"), isDeep(depth), 0).path("enum");
        if (schema.path("uniqueItems").asBoolean() && !words.isEmpty()) {
            most = Math.min(most, words.size());
        }
        int wanted = depth > 2 ? USUAL_ITEMS : items;
        return Math.min(MOST_ITEMS, Math.max(least, isDeep(depth) ? 0 : Math.min(most, wanted)));
    }

    private boolean isDeep(int depth) {
        return depth >= DEEP || nodes >= MOST_NODES && depth > 2;
    }

    /** A schema that nothing satisfies. */
    private static boolean isNever(JsonNode schema) {
        return schema.isBoolean() && !schema.asBoolean();
    }

    private static String type(JsonNode schema, boolean deep) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            String chosen = type.path(0).asText();
            for (JsonNode name : type) {
                boolean better = deep ? name.asText().equals("null") : chosen.equals("null");
                chosen = better ? name.asText() : chosen;
            }
            return chosen;
        }
        if (type.isTextual()) {
            return type.asText();
        }
        if (schema.has("properties") || schema.has("required") || schema.has("minProperties")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }
}
