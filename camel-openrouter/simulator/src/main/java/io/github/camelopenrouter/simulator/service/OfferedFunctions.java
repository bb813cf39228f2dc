package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The functions among the tools of a request, and how the request wants them used.
 *
 * @param functions as the request describes them
 * @param choice the {@code tool_choice}, which may be missing
 */
record OfferedFunctions(List<JsonNode> functions, JsonNode choice) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> CHOICES = List.of("none", "auto", "required");
    private static final String FUNCTION = "function";

    /** @throws ApiException for functions and choices that the service does not take */
    static OfferedFunctions of(JsonNode body) {
        List<JsonNode> functions = new ArrayList<>();
        int number = 0;
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").asText(FUNCTION).equals(FUNCTION)) {
                functions.add(checked(tool.path(FUNCTION), "tools[" + number + "].function"));
            }
            number++;
        }
        JsonNode choice = body.path("tool_choice");
        boolean known = choice.isMissingNode() || choice.isNull() || CHOICES.contains(choice.asText());
        if (!known && !choice.path("type").isTextual()) {
            throw ApiException.badRequest("tool_choice must be one of none, auto, required, or an object with a type");
        }
        return new OfferedFunctions(List.copyOf(functions), choice);
    }

    boolean isEmpty() {
        return functions.isEmpty();
    }

    /** Whether the model must not call any. */
    boolean areForbidden() {
        return choice.asText().equals("none");
    }

    /** Whether the model must call one, whichever. */
    boolean areRequired() {
        return choice.asText().equals("required");
    }

    /** The name of the function that must be called, or null if the model may choose. */
    String forced() {
        return choice.path("type").asText().equals(FUNCTION)
                ? choice.path(FUNCTION).path("name").asText()
                : null;
    }

    /** @throws ApiException if the provider does not take these functions */
    void check(Provider provider) {
        Set<String> names = new HashSet<>();
        for (JsonNode function : functions) {
            String name = function.path("name").asText();
            if (!names.add(name)) {
                throw ApiException.refusedBy(provider, "tools: Tool names must be unique: " + name);
            }
            String complaint = function.path("strict").asBoolean()
                    ? StrictSchema.complaint("function '" + name + "'", function.path("parameters"))
                    : null;
            if (complaint != null) {
                throw ApiException.refusedBy(provider, complaint);
            }
        }
        if (forced() != null && !names.contains(forced())) {
            throw ApiException.refusedBy(provider, "Tool choice '" + forced() + "' not found in 'tools' parameter.");
        }
    }

    private static JsonNode checked(JsonNode function, String where) {
        if (!NAME.matcher(function.path("name").asText()).matches()) {
            throw ApiException.badRequest(where + ".name must be 1 to 64 letters, digits, underscores and dashes");
        }
        if (function.has("parameters") && !function.path("parameters").isObject()) {
            throw ApiException.badRequest(where + ".parameters must be an object");
        }
        return function;
    }
}
