package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks whether a schema is of the kind that providers promise to keep. */
final class StrictSchema {

    private static final int DEEPEST = 100;
    private static final List<String> NOT_PERMITTED = List.of(
            "oneOf",
            "allOf",
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties");

    private StrictSchema() {}

    /** Why a provider does not take the schema, in its words, or null if it does. */
    static String complaint(ResponseFormat format) {
        return complaint("response_format '" + format.name() + "'", format.schema());
    }

    /** @param owner what has the schema, in the words of a provider */
    static String complaint(String owner, JsonNode schema) {
        String found = rootComplaint(schema);
        found = found == null ? complaint(schema, List.of()) : found;
        return found == null ? null : "Invalid schema for " + owner + ": " + found;
    }

    private static String rootComplaint(JsonNode schema) {
        if (schema.has("anyOf")) {
            return "schema must have type 'object' and not have 'anyOf' at the top level.";
        }
        return schema.path("type").asText().equals("object")
                ? null
                : "schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
                        + schema.path("type").asText("None") + "\"'.";
    }

    private static String complaint(JsonNode schema, List<String> context) {
        if (!schema.isObject() || context.size() > DEEPEST) {
            return null;
        }
        for (String keyword : NOT_PERMITTED) {
            if (schema.has(keyword)) {
                return in(context) + "'" + keyword + "' is not permitted.";
            }
        }
        String found = isObject(schema) ? objectComplaint(schema, context) : null;
        for (String group : List.of("properties", "$defs", "definitions")) {
            for (Map.Entry<String, JsonNode> member : schema.path(group).properties()) {
                found = found == null ? complaint(member.getValue(), plus(context, group, member.getKey())) : found;
            }
        }
        int number = 0;
        for (JsonNode choice : schema.path("anyOf")) {
            found = found == null ? complaint(choice, plus(context, "anyOf", String.valueOf(number))) : found;
            number++;
        }
        return found == null ? complaint(schema.path("items"), plus(context, "items")) : found;
    }

    private static String objectComplaint(JsonNode schema, List<String> context) {
        JsonNode additional = schema.path("additionalProperties");
        if (!additional.isBoolean() || additional.asBoolean()) {
            return in(context) + "'additionalProperties' is required to be supplied and to be false.";
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (!required.contains(property.getKey())) {
                return in(context) + "'required' is required to be supplied and to be an array including every key in"
                        + " properties. Missing '" + property.getKey() + "'.";
            }
        }
        return null;
    }

    private static boolean isObject(JsonNode schema) {
        if (schema.has("properties") || schema.path("type").asText().equals("object")) {
            return true;
        }
        for (JsonNode type : schema.path("type")) {
            if (type.asText().equals("object")) {
                return true;
            }
        }
        return false;
    }

    private static String in(List<String> context) {
        StringBuilder names = new StringBuilder("In context=(");
        for (int i = 0; i < context.size(); i++) {
            names.append(i == 0 ? "" : ", ").append('\'').append(context.get(i)).append('\'');
        }
        return names.append(context.size() == 1 ? ",), " : "), ").toString();
    }

    private static List<String> plus(List<String> context, String... more) {
        List<String> longer = new ArrayList<>(context);
        longer.addAll(List.of(more));
        return longer;
    }
}
