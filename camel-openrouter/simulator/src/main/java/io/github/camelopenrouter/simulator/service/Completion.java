package io.github.camelopenrouter.simulator.service;

import java.util.List;

/**
 * What a model said.
 *
 * @param reasoning in tokens; empty if the model did not reason
 * @param reasoningShown whether the reasoning is part of the answer or only of the bill
 * @param content in tokens; empty for a tool call
 * @param toolCall null if there is none
 * @param finishReason as the service calls it
 */
record Completion(
        List<String> reasoning, boolean reasoningShown, List<String> content, ToolCall toolCall, String finishReason) {

    Completion withContent(List<String> other) {
        return new Completion(reasoning, reasoningShown, other, toolCall, finishReason);
    }

    /** The tokens that are billed. */
    int tokens() {
        return reasoning.size() + content.size() + toolTokens();
    }

    int toolTokens() {
        return toolCall == null ? 0 : Tokens.count(toolCall.name()) + Tokens.count(toolCall.arguments());
    }
}
