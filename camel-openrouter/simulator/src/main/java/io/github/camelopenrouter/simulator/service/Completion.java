package io.github.camelopenrouter.simulator.service;

import java.util.List;

/**
 * What a model said.
 *
 * @param reasoning in tokens; empty if the model did not reason
 * @param reasoningShown whether the reasoning is part of the answer or only of the bill
 * @param content in tokens; empty for a tool call and for speech
 * @param toolCall null if there is none
 * @param image whether the model drew something
 * @param speech null if the model did not speak
 * @param finishReason as the service calls it
 */
record Completion(
        List<String> reasoning,
        boolean reasoningShown,
        List<String> content,
        ToolCall toolCall,
        boolean image,
        Speech speech,
        String finishReason) {

    /** One of text alone. */
    static Completion of(List<String> reasoning, boolean shown, List<String> content, String finishReason) {
        return new Completion(reasoning, shown, content, null, false, null, finishReason);
    }

    static Completion of(List<String> reasoning, boolean shown, ToolCall call) {
        return new Completion(reasoning, shown, List.of(), call, false, null, "tool_calls");
    }

    Completion withContent(List<String> other) {
        return new Completion(reasoning, reasoningShown, other, toolCall, image, speech, finishReason);
    }

    /** The same with a picture, or spoken in that format, which is null for written. */
    Completion in(boolean drawn, String audioFormat) {
        return audioFormat == null
                ? new Completion(reasoning, reasoningShown, content, toolCall, drawn, null, finishReason)
                : new Completion(
                        reasoning,
                        reasoningShown,
                        List.of(),
                        toolCall,
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

    int toolTokens() {
        return toolCall == null ? 0 : Tokens.count(toolCall.name()) + Tokens.count(toolCall.arguments());
    }
}
