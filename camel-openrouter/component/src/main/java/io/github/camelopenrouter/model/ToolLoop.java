package io.github.camelopenrouter.model;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a call came to in which the model used tools: all its rounds together, so far or at its end.
 *
 * @param rounds answers of the model, the last one included; each was a request of its own and was paid
 * @param calls calls of tools that were run
 * @param cost of all rounds, in US dollars; null where the service did not say what one of them cost
 * @param tokens of all rounds, prompts and answers; null where the service did not say so for one of them
 * @param messages what came behind the request's own messages: turns of the model and results of tools, in order, the last turn
 *     included where there is one. Unmodifiable
 * @param pending calls that wait for somebody outside, where it ended with such; null elsewhere
 */
public record ToolLoop(
        int rounds, int calls, BigDecimal cost, Long tokens, List<ChatMessage> messages, PendingToolCalls pending) {
    public ToolLoop {
        messages = List.copyOf(messages);
    }

    /** One in which no call waits. */
    public ToolLoop(int rounds, int calls, BigDecimal cost, Long tokens, List<ChatMessage> messages) {
        this(rounds, calls, cost, tokens, messages, null);
    }

    /** The same with calls that wait. */
    public ToolLoop with(PendingToolCalls waiting) {
        return new ToolLoop(rounds, calls, cost, tokens, messages, waiting);
    }

    /** Says nothing of the messages. */
    @Override
    public String toString() {
        return "ToolLoop[rounds=" + rounds + ", calls=" + calls + ", cost=" + cost + ", tokens=" + tokens + "]";
    }
}
