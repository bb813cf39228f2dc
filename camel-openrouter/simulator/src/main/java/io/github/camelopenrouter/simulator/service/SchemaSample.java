package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Makes JSON that satisfies a simple schema. */
final class SchemaSample {

    private static final int DEEPEST = 8;
    private static final Map<String, String> FORMATS = Map.of(
            "date", "2026-01-31",
            "time", "12:00:00Z",
            "date-time", "2026-01-31T12:00:00Z",
            "email", "someone@example.com",
            "uri", "https://example.com/",
            "uuid", "123e4567-e89b-12d3-a456-426614174000");

    private final JsonNode root;
    private final String word;

    /** @param word what strings say if the schema does not tell */
    SchemaSample(JsonNode root, String word) {
        this.root = root;
        this.word = word;
    }

    JsonNode make() {
        return make(root, 0);
    }

    private JsonNode make(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return make(root.at(schema.path("$ref").asText().substring(1)), depth + 1);
        }
        for (String given : new String[] {"const", "default"}) {
            if (schema.has(given)) {
                return schema.get(given);
            }
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).size() > 0) {
                return make(schema.path(choice).get(0), depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(true);
            case "null" -> Json.MAPPER.nullNode();
            default -> string(schema);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (depth < DEEPEST || required.contains(property.getKey()) && depth < 2 * DEEPEST) {
                object.set(property.getKey(), make(property.getValue(), depth + 1));
            }
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = Json.array();
        int size = schema.path("minItems").asInt(depth < DEEPEST ? 1 : 0);
        for (int i = 0; i < size && depth < 2 * DEEPEST; i++) {
            array.add(make(schema.path("items"), depth + 1));
        }
        return array;
    }

    private JsonNode number(JsonNode schema) {
        BigDecimal number = BigDecimal.ONE;
        if (schema.path("exclusiveMinimum").isNumber()) {
            number = schema.path("exclusiveMinimum").decimalValue().add(BigDecimal.ONE);
        } else if (schema.path("minimum").isNumber()) {
            number = schema.path("minimum").decimalValue().max(BigDecimal.ONE);
        }
        if (schema.path("maximum").isNumber()) {
            number = number.min(schema.path("maximum").decimalValue());
        }
        return Json.MAPPER.getNodeFactory().numberNode(number);
    }

    private TextNode string(JsonNode schema) {
        String text = FORMATS.getOrDefault(schema.path("format").asText(), word);
        while (text.length() < schema.path("minLength").asInt()) {
            text = text + "." + text;
        }
        int longest = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        return TextNode.valueOf(text.length() > longest ? text.substring(0, longest) : text);
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.path(0).asText();
        }
        if (type.isMissingNode() && schema.has("properties")) {
            return "object";
        }
        return type.asText("string");
    }
}
