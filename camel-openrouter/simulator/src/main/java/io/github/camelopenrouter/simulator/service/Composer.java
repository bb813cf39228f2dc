package io.github.camelopenrouter.simulator.service;

import java.util.List;

/** Plays the model: makes a completion that fits a request. */
final class Composer {

    private Composer() {}

    /** @param obedience what becomes of the format that the request wants */
    static Completion compose(ChatRequest request, Model model, Obedience obedience) {
        ReasoningWish wish = ReasoningWish.of(request, model);
        int left = request.maxTokens(model.maxCompletionTokens());
        List<String> reasoning = wish.sentences() == 0
                ? List.of()
                : Tokens.of(AnswerText.reasoningAbout(request.lastUserText(), wish.sentences()));
        reasoning = reasoning.subList(0, Math.min(reasoning.size(), wish.tokens()));
        if (reasoning.size() >= left) {
            return new Completion(reasoning.subList(0, left), wish.shown(), List.of(), null, "length");
        }
        left -= reasoning.size();
        ToolCall call = ToolCall.wantedBy(request);
        if (call != null) {
            return new Completion(reasoning, wish.shown(), List.of(), call, "tool_calls");
        }
        List<String> content = Tokens.of(stopped(text(request, obedience), request.stops()));
        boolean cut = content.size() > left;
        return new Completion(
                reasoning, wish.shown(), cut ? content.subList(0, left) : content, null, cut ? "length" : "stop");
    }

    private static String text(ChatRequest request, Obedience obedience) {
        String tool = request.lastToolText();
        String text = tool == null ? AnswerText.to(request.lastUserText()) : "The tool answered: " + tool;
        if (!request.format().isJson() || obedience == Obedience.IGNORED) {
            return text;
        }
        String json = json(request, text);
        return obedience == Obedience.DAMAGED ? DamagedJson.of(json) : json;
    }

    private static String json(ChatRequest request, String text) {
        String prompt = request.lastUserText();
        if (request.format().isSchema()) {
            int items = AnswerText.items(prompt, SchemaSample.USUAL_ITEMS);
            return new SchemaSample(request.format().schema(), AnswerText.nameIn(prompt), items)
                    .make()
                    .toString();
        }
        return Json.isDocument(text) ? text : Json.object().put("answer", text).toString();
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
