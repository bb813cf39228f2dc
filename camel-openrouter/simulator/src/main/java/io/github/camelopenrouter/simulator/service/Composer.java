package io.github.camelopenrouter.simulator.service;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Plays the model: makes a completion that fits a request. */
final class Composer {

    private Composer() {}

    static Completion compose(ChatRequest request, Model model) {
        ReasoningWish wish = ReasoningWish.of(request, model);
        int left = request.maxTokens(model.maxCompletionTokens());
        List<String> reasoning = wish.sentences() == 0
                ? List.of()
                : Tokens.of(AnswerText.reasoningAbout(request.lastUserText(), wish.sentences()));
        if (reasoning.size() >= left) {
            return new Completion(reasoning.subList(0, left), wish.shown(), List.of(), null, "length");
        }
        left -= reasoning.size();
        ToolCall call = ToolCall.wantedBy(request);
        if (call != null) {
            return new Completion(reasoning, wish.shown(), List.of(), call, "tool_calls");
        }
        List<String> content = Tokens.of(stopped(text(request), request.stops()));
        boolean cut = content.size() > left;
        return new Completion(
                reasoning, wish.shown(), cut ? content.subList(0, left) : content, null, cut ? "length" : "stop");
    }

    private static String text(ChatRequest request) {
        String tool = request.lastToolText();
        String text = tool == null ? AnswerText.to(request.lastUserText()) : "The tool answered: " + tool;
        JsonNode format = request.body().path("response_format");
        return switch (format.path("type").asText()) {
            case "json_schema" ->
                new SchemaSample(format.path("json_schema").path("schema"), AnswerText.nameIn(request.lastUserText()))
                        .make()
                        .toString();
            case "json_object" -> Json.object().put("answer", text).toString();
            default -> text;
        };
    }

    private static String stopped(String text, List<String> stops) {
        int end = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end);
    }
}
