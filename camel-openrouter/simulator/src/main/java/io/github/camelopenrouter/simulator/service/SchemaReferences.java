package io.github.camelopenrouter.simulator.service;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns references, unions and choices of a schema into one plain schema. */
final class SchemaReferences {

    private static final int MOST_STEPS = 32;

    private final JsonNode root;

    SchemaReferences(JsonNode root) {
        this.root = root;
    }

    /**
     * The schema without references and combinations: of several choices one that is not null.
     *
     * @param shallow whether null is the better choice, so that a schema which contains itself comes to an end
     * @param number which of the choices, counted on from the first one behind the last one
     */
    JsonNode resolve(JsonNode schema, boolean shallow, int number) {
        return resolve(schema, shallow, number, MOST_STEPS);
    }

    /** @param left how many steps may be gone: more of them lead nowhere */
    private JsonNode resolve(JsonNode schema, boolean shallow, int number, int left) {
        JsonNode next = left == 0 ? Json.object() : step(schema, shallow, number, left - 1);
        return next == schema || left == 0 ? next : resolve(next, shallow, number, left - 1);
    }

    private JsonNode step(JsonNode schema, boolean shallow, int number, int left) {
        if (schema.path("$ref").isTextual()) {
            return merged(without(schema, "$ref"), target(schema.path("$ref").asText()));
        }
        if (!schema.path("allOf").isEmpty()) {
            ObjectNode all = without(schema, "allOf");
            for (JsonNode part : schema.path("allOf")) {
                all = merged(all, resolve(part, shallow, number, left / 2));
            }
            return all;
        }
        for (String choices : new String[] {"anyOf", "oneOf"}) {
            if (!schema.path(choices).isEmpty()) {
                return merged(without(schema, choices), chosen(schema.path(choices), shallow, number));
            }
        }
        return schema;
    }

    private JsonNode target(String reference) {
        String fragment = reference.substring(reference.indexOf('#') + 1);
        String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        boolean known = reference.contains("#") && (pointer.isEmpty() || pointer.startsWith("/"));
        return known ? root.at(JsonPointer.compile(pointer)) : Json.object();
    }

    private static JsonNode chosen(JsonNode choices, boolean shallow, int number) {
        List<JsonNode> fitting = new ArrayList<>();
        for (JsonNode choice : choices) {
            boolean isNull = choice.path("type").asText().equals("null");
            if (shallow && isNull) {
                return choice;
            }
            if (!isNull && (!shallow || isPlain(choice))) {
                fitting.add(choice);
            }
        }
        return fitting.isEmpty() ? choices.get(0) : fitting.get(number % fitting.size());
    }

    /** Whether it cannot contain itself. */
    private static boolean isPlain(JsonNode choice) {
        String type = choice.path("type").asText();
        return !choice.has("$ref") && !type.equals("object") && !type.equals("array");
    }

    private static ObjectNode without(JsonNode schema, String keyword) {
        ObjectNode copy = Json.object();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!member.getKey().equals(keyword)) {
                copy.set(member.getKey(), member.getValue());
            }
        }
        return copy;
    }

    /** What both demand: their properties together, and for all else the second one where the first says nothing. */
    private static ObjectNode merged(ObjectNode first, JsonNode second) {
        ObjectNode both = Json.object();
        both.setAll(first);
        for (Map.Entry<String, JsonNode> member : second.properties()) {
            String keyword = member.getKey();
            JsonNode known = both.path(keyword);
            if (keyword.equals("properties") && known.isObject()) {
                ObjectNode properties = Json.object();
                properties.setAll((ObjectNode) known);
                member.getValue().properties().forEach(each -> properties.set(each.getKey(), each.getValue()));
                both.set(keyword, properties);
            } else if (keyword.equals("required") && known.isArray()) {
                ArrayNode required = Json.array();
                known.forEach(required::add);
                member.getValue().forEach(required::add);
                both.set(keyword, required);
            } else if (known.isMissingNode()) {
                both.set(keyword, member.getValue());
            }
        }
        return both;
    }
}
