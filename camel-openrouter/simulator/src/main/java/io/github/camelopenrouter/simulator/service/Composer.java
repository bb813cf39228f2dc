package io.github.camelopenrouter.simulator.service;

import java.util.List;

/** Plays the model: makes a completion that fits a request. */
final class Composer {

    private final ChatRequest request;
    private final Model model;
    private final Obedience obedience;

    /** @param obedience what becomes of the format that the request wants */
    Composer(ChatRequest request, Model model, Obedience obedience) {
        this.request = request;
        this.model = model;
        this.obedience = obedience;
    }

    /** @param choice the number of the choice; a further one differs from the first one */
    Completion compose(int choice) {
        ReasoningWish wish = ReasoningWish.of(request, model);
        int left = request.maxTokens(model.maxCompletionTokens());
        List<String> reasoning = wish.sentences() == 0
                ? List.of()
                : Tokens.of(AnswerText.reasoningAbout(request.lastUserText(), wish.sentences()));
        reasoning = reasoning.subList(0, Math.min(reasoning.size(), wish.tokens()));
        if (reasoning.size() >= left) {
            return Completion.of(reasoning.subList(0, left), wish.shown(), List.of(), "length");
        }
        left -= reasoning.size();
        List<ToolCall> calls = ToolWish.of(request);
        if (!calls.isEmpty()) {
            return Completion.of(reasoning, wish.shown(), calls).within(left);
        }
        List<String> content = Tokens.of(stopped(text(choice), request.stops()));
        boolean cut = content.size() > left;
        return Completion.of(reasoning, wish.shown(), cut ? content.subList(0, left) : content, cut ? "length" : "stop")
                .in(request.output().wantsImage(), request.output().audioFormat());
    }

    private String text(int choice) {
        String text = toolText(request.lastToolTexts());
        if (!request.format().isJson() || obedience == Obedience.IGNORED) {
            return choice == 0 ? text : text + " (" + (choice + 1) + ")";
        }
        String json = json(text, choice);
        return obedience == Obedience.DAMAGED ? DamagedJson.of(json) : json;
    }

    private String toolText(List<String> results) {
        if (results.isEmpty()) {
            return AnswerText.to(request.lastUserText());
        }
        return (results.size() == 1 ? "The tool answered: " : "The tools answered: ") + String.join("; ", results);
    }

    private String json(String text, int choice) {
        String prompt = request.lastUserText();
        if (request.format().isSchema()) {
            int items = AnswerText.items(prompt, SchemaSample.USUAL_ITEMS);
            String word = SampleText.numbered(AnswerText.nameIn(prompt), choice);
            return new SchemaSample(request.format().schema(), word, items)
                    .make()
                    .toString();
        }
        return Json.isDocument(text)
                ? text
                : Json.object().put("answer", SampleText.numbered(text, choice)).toString();
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
