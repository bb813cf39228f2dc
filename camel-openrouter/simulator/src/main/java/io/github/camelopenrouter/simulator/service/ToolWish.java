package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which functions the model calls: those that the request forces, else those that the last words of the user suggest. Once
 * the results are there it answers, unless it was asked for more rounds.
 */
final class ToolWish {

    private static final int SHORTEST = 3;
    private static final Set<String> COMMON = Set.of(
            "and", "ask", "call", "fetch", "find", "for", "from", "get", "list", "lookup", "make", "query", "read",
            "say", "search", "send", "set", "show", "tell", "the", "tool", "use", "with", "write");

    private final ChatRequest request;
    private final String prompt;
    private final int round;

    private ToolWish(ChatRequest request) {
        this.request = request;
        this.prompt = request.lastUserText();
        this.round = request.toolTurns().rounds();
    }

    /** The calls that a request asks for or suggests; none if text is the better answer. */
    static List<ToolCall> of(ChatRequest request) {
        OfferedFunctions offered = request.offered();
        if (offered.isEmpty() || offered.areForbidden()) {
            return List.of();
        }
        ToolWish wish = new ToolWish(request);
        return wish.wanted(offered).stream().map(wish::call).toList();
    }

    private List<JsonNode> wanted(OfferedFunctions offered) {
        if (offered.forced() != null) {
            return offered.functions().stream()
                    .filter(function -> function.path("name").asText().equals(offered.forced()))
                    .toList();
        }
        List<JsonNode> suggested =
                offered.functions().stream().filter(this::isSuggested).toList();
        if (offered.areRequired() && suggested.isEmpty()) {
            return offered.functions().subList(0, 1);
        }
        boolean oneByOne = !request.body().path("parallel_tool_calls").asBoolean(true);
        int rounds = AnswerText.rounds(prompt) * (oneByOne ? suggested.size() : 1);
        if (suggested.isEmpty() || round >= rounds && !offered.areRequired()) {
            return List.of();
        }
        return oneByOne ? List.of(suggested.get(round % suggested.size())) : suggested;
    }

    /** A function is suggested by a prompt that has the last word of its name, or another one that says something. */
    private boolean isSuggested(JsonNode function) {
        String name = function.path("name").asText();
        String[] words = name.replaceAll("([a-z])([A-Z])", "$1_$2").split("[^A-Za-z]+");
        String said = prompt.toLowerCase(Locale.ROOT);
        for (int i = 0; i < words.length; i++) {
            String word = words[i].toLowerCase(Locale.ROOT);
            boolean last = i == words.length - 1;
            boolean telling = word.length() >= SHORTEST && (last || !COMMON.contains(word));
            if (telling && (last ? said.contains(word) : hasWord(said, word))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasWord(String said, String word) {
        return Pattern.compile("\\b" + Pattern.quote(word) + "\\b")
                .matcher(said)
                .find();
    }

    /** A later round asks for something else: a model that repeats a call is another matter. */
    private ToolCall call(JsonNode function) {
        String word = SampleText.numbered(AnswerText.nameIn(prompt), round);
        JsonNode arguments = new SchemaSample(function.path("parameters"), word, SchemaSample.USUAL_ITEMS).make();
        return new ToolCall(function.path("name").asText(), arguments.isObject() ? arguments.toString() : "{}");
    }
}
