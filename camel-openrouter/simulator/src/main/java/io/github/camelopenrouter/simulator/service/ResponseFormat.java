package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The form that a request wants its answer in.
 *
 * @param type the service's word for it; {@code text} if the request says nothing
 * @param name what the request calls the schema, empty if there is none
 * @param strict whether the schema must be of the kind that a provider can promise to keep
 */
record ResponseFormat(String type, String name, JsonNode schema, boolean strict) {

    private static final String JSON_SCHEMA = "json_schema";
    private static final List<String> TYPES = List.of("text", "json_object", JSON_SCHEMA, "grammar", "python");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws ApiException for a schema without a proper name */
    static ResponseFormat of(JsonNode body) {
        JsonNode format = body.path("response_format");
        String type = format.path("type").asText("text");
        JsonNode description = format.path(JSON_SCHEMA);
        if (!TYPES.contains(type)) {
            throw ApiException.badRequest("response_format.type must be one of " + String.join(", ", TYPES));
        }
        if (type.equals(JSON_SCHEMA)) {
            check(description);
        }
        return new ResponseFormat(
                type,
                description.path("name").asText(),
                description.path("schema"),
                description.path("strict").asBoolean());
    }

    boolean isJson() {
        return isSchema() || type.equals("json_object");
    }

    boolean isSchema() {
        return type.equals(JSON_SCHEMA);
    }

    /** What a model must list to be able to keep it. */
    String parameter() {
        return isSchema() ? "structured_outputs" : "response_format";
    }

    private static void check(JsonNode description) {
        if (!description.isObject()) {
            throw ApiException.badRequest("response_format.json_schema must be an object");
        }
        JsonNode name = description.path("name");
        if (!name.isTextual() || !NAME.matcher(name.asText()).matches()) {
            throw ApiException.badRequest(
                    "response_format.json_schema.name must be 1 to 64 letters, digits, underscores and dashes");
        }
        if (description.hasNonNull("schema") && !description.path("schema").isObject()) {
            throw ApiException.badRequest("response_format.json_schema.schema must be an object");
        }
        if (description.hasNonNull("strict") && !description.path("strict").isBoolean()) {
            throw ApiException.badRequest("response_format.json_schema.strict must be true or false");
        }
    }
}
