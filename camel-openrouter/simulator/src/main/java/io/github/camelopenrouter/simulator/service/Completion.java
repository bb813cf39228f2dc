package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model said.
 *
 * @param reasoning in tokens; empty if the model did not reason
 * @param reasoningShown whether the reasoning is part of the answer or only of the bill
 * @param content in tokens; empty for a tool call and for speech
 * @param toolCalls empty if there are none
 * @param image whether the model drew something
 * @param speech null if the model did not speak
 * @param finishReason as the service calls it
 */
record Completion(
        List<String> reasoning,
        boolean reasoningShown,
        List<String> content,
        List<ToolCall> toolCalls,
        boolean image,
        Speech speech,
        String finishReason) {

    /** One of text alone. */
    static Completion of(List<String> reasoning, boolean shown, List<String> content, String finishReason) {
        return new Completion(reasoning, shown, content, List.of(), false, null, finishReason);
    }

    static Completion of(List<String> reasoning, boolean shown, List<ToolCall> calls) {
        return new Completion(reasoning, shown, List.of(), calls, false, null, "tool_calls");
    }

    Completion withContent(List<String> other) {
        return new Completion(reasoning, reasoningShown, other, toolCalls, image, speech, finishReason);
    }

    /** The same with a picture, or spoken in that format, which is null for written. */
    Completion in(boolean drawn, String audioFormat) {
        return audioFormat == null
                ? new Completion(reasoning, reasoningShown, content, toolCalls, drawn, null, finishReason)
                : new Completion(
                        reasoning,
                        reasoningShown,
                        List.of(),
                        toolCalls,
                        drawn,
                        new Speech(audioFormat, content),
                        finishReason);
    }

    boolean showsReasoning() {
        return reasoningShown && !reasoning.isEmpty();
    }

    String text() {
        return String.join("", content);
    }

    /** What is billed. */
    Usage.Written written() {
        return new Usage.Written(
                reasoning.size() + content.size() + toolTokens(),
                reasoning.size(),
                image ? Picture.TOKENS : 0,
                speech == null ? 0 : speech.tokens());
    }

    /** The same with calls of no more than that many tokens; the last one is cut where there are more. */
    Completion within(int tokens) {
        if (toolTokens() <= tokens) {
            return this;
        }
        List<ToolCall> kept = new ArrayList<>();
        int left = tokens;
        for (ToolCall call : toolCalls) {
            if (call.tokens() > left) {
                kept.add(call.cut(left));
                break;
            }
            kept.add(call);
            left -= call.tokens();
        }
        return new Completion(reasoning, reasoningShown, content, kept, image, speech, "length");
    }

    int toolTokens() {
        return toolCalls.stream().mapToInt(ToolCall::tokens).sum();
    }
}
