package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer in the making: what the service reads and searches before it asks the model, what the model says, and what
 * becomes of it.
 */
final class Draft {

    private final ChatRequest request;
    private final Route route;
    private final Obedience obedience;

    /** @param obedience what becomes of the format that the request wants */
    Draft(ChatRequest request, Route route, Obedience obedience) {
        this.request = request;
        this.route = route;
        this.obedience = obedience;
    }

    /** @param metadata whether it tells how it was routed */
    ChatAnswer answer(String id, long created, PromptCache.Use cached, boolean metadata) {
        FileParser files = FileParser.of(request, route.model());
        WebSearch search = WebSearch.wantedBy(request, route);
        List<Completion> written = write();
        Findings findings = Findings.none();
        files.note(findings);
        ToolUse tools = ToolUse.NONE;
        int readTokens = files.tokens();
        if (search != null) {
            String topic = AnswerText.topic(request.lastUserText());
            search.note(findings, topic, written.get(0).text().length());
            tools = search.use();
            readTokens += search.tokens(topic);
        }
        List<Completion> choices = written.stream()
                .map(completion -> ResponseHealing.heal(completion, request))
                .toList();
        if (!choices.equals(written)) {
            findings.stage("response_healing", ResponseHealing.PLUGIN, "repaired JSON", null);
        }
        PromptMedia media = request.media().with(readTokens);
        PromptUsage prompt = PromptUsage.of(route.endpoint(), request.promptTokens(), cached, media);
        Usage usage = Usage.of(route.endpoint(), prompt, sum(written), tools.plus(files.cost()));
        Logprobs logprobs = Logprobs.wantedBy(request, route.model());
        return new ChatAnswer(id, created, route, choices, usage, findings, logprobs, metadata);
    }

    private List<Completion> write() {
        Composer composer = new Composer(request, route.model(), obedience);
        List<Completion> written = new ArrayList<>();
        for (int choice = 0; choice < request.choices(); choice++) {
            written.add(composer.compose(choice));
        }
        return written;
    }

    private static Usage.Written sum(List<Completion> completions) {
        Usage.Written sum = new Usage.Written(0, 0, 0, 0);
        for (Completion completion : completions) {
            sum = sum.plus(completion.written());
        }
        return sum;
    }
}
