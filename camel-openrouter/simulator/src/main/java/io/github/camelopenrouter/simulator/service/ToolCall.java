package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The model wants a function to be called.
 *
 * @param arguments JSON that satisfies the parameters of the function
 */
record ToolCall(String name, String arguments) {

    /** The call that a request asks for or suggests, or null if text is the better answer. */
    static ToolCall wantedBy(ChatRequest request) {
        List<JsonNode> functions = new ArrayList<>();
        request.body().path("tools").forEach(tool -> {
            if (tool.path("function").has("name")) {
                functions.add(tool.path("function"));
            }
        });
        JsonNode choice = request.body().path("tool_choice");
        String prompt = request.lastUserText();
        if (choice.isObject()) {
            String forced = choice.path("function").path("name").asText();
            functions.removeIf(function -> !function.path("name").asText().equals(forced));
            return functions.isEmpty() ? null : of(functions.get(0), prompt);
        }
        if (functions.isEmpty() || choice.asText().equals("none")) {
            return null;
        }
        if (choice.asText().equals("required")) {
            return of(functions.get(0), prompt);
        }
        return request.lastToolText() != null
                ? null
                : functions.stream()
                        .filter(function -> isSuggested(function.path("name").asText(), prompt))
                        .findFirst()
                        .map(function -> of(function, prompt))
                        .orElse(null);
    }

    /** A function is suggested by a prompt that has the last word of its name: get_weather by "weather". */
    private static boolean isSuggested(String name, String prompt) {
        String[] words = name.replaceAll("([a-z])([A-Z])", "$1_$2").split("[^A-Za-z]+");
        String last = words.length == 0 ? "" : words[words.length - 1].toLowerCase(Locale.ROOT);
        return last.length() > 2 && prompt.toLowerCase(Locale.ROOT).contains(last);
    }

    private static ToolCall of(JsonNode function, String prompt) {
        JsonNode arguments = new SchemaSample(
                        function.path("parameters"), AnswerText.nameIn(prompt), SchemaSample.USUAL_ITEMS)
                .make();
        return new ToolCall(function.path("name").asText(), arguments.isObject() ? arguments.toString() : "{}");
    }
}
