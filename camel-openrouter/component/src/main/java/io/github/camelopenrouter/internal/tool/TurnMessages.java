package io.github.camelopenrouter.internal.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;

/** What a turn with calls becomes: a message that goes back to the model, or an answer. */
final class TurnMessages {
    private TurnMessages() {}

    /** Whether what the tools of a turn said is the answer. */
    static boolean isAnswer(List<PlannedCall> planned, List<CallResult> results) {
        for (int i = 0; i < planned.size(); i++) {
            boolean well = results.get(i).ran() && results.get(i).fault() == null;
            Tool tool = planned.get(i).tool();
            if (!well || tool == null || !tool.definition().returnDirect()) {
                return false;
            }
        }
        return true;
    }

    /** The answer that a result is. */
    static ChatResponse answer(ChatResponse response, List<CallResult> results) {
        StringBuilder text = new StringBuilder();
        for (CallResult result : results) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(new ChatMessage("tool", result.result().content(), null, null, null, null, null, null, Map.of())
                    .text());
        }
        return with(response, ChatMessage.assistant(text.toString()));
    }

    /** The model's turn as it goes back: unchanged, but for arguments that are no JSON, which providers refuse. */
    static ChatMessage sendable(ChatMessage turn) {
        if (turn.toolCalls().stream().allMatch(call -> call.error() == null)) {
            return turn;
        }
        List<ToolCall> sent = new ArrayList<>();
        for (ToolCall call : turn.toolCalls()) {
            sent.add(
                    call.error() == null
                            ? call
                            : new ToolCall(
                                    call.id(),
                                    call.type(),
                                    call.name() == null ? "unknown" : call.name(),
                                    "{}",
                                    null,
                                    call.extra()));
        }
        return new ChatMessage(
                turn.role(),
                turn.content(),
                turn.name(),
                turn.toolCallId(),
                sent,
                turn.refusal(),
                turn.reasoning(),
                turn.reasoningDetails(),
                turn.extra());
    }

    /** The same answer with another message, such as one whose calls have other ids. */
    static ChatResponse with(ChatResponse response, ChatMessage said) {
        ChatChoice first = response.choices().get(0);
        return new ChatResponse(
                response.id(),
                response.model(),
                response.provider(),
                response.created(),
                List.of(new ChatChoice(said, first.finishReason(), first.nativeFinishReason())),
                response.usage(),
                response.cacheStatus(),
                response.extra());
    }
}
