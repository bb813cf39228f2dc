package io.github.camelopenrouter.internal.tool;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;

/** What a loop has come to, and whether its limits let it go on. For one answer after the other; not thread-safe. */
final class LoopTotals {
    private final ToolSettings settings;
    private final List<ChatMessage> messages = new ArrayList<>();
    private long since = System.nanoTime();
    private int turns;
    private int rounds;
    private int calls;
    private BigDecimal cost = BigDecimal.ZERO;
    private Long tokens = 0L;

    LoopTotals(ToolSettings settings) {
        this.settings = settings;
    }

    /** How long it may still take; null for no limit. */
    Duration timeLeft() {
        return settings.maxTime() == null ? null : settings.maxTime().minusNanos(System.nanoTime() - since);
    }

    /** The shorter of what is given and what is left; null for no limit. */
    Duration least(Duration given) {
        Duration left = timeLeft();
        return left == null || given != null && given.compareTo(left) < 0 ? given : left;
    }

    ToolLoop loop() {
        return new ToolLoop(rounds, calls, cost, tokens, messages);
    }

    /** All that come behind the request's own. */
    List<ChatMessage> messages() {
        return List.copyOf(messages);
    }

    /** Answers. */
    int rounds() {
        return rounds;
    }

    /** Answers that asked for tools. */
    int turns() {
        return turns;
    }

    void said(ChatMessage message) {
        messages.add(message);
    }

    /** A call has ended. */
    void made(boolean ran) {
        calls += ran ? 1 : 0;
    }

    /** Counts an answer, of which null says nothing. */
    void count(Usage usage) {
        rounds++;
        BigDecimal dollars = usage == null ? null : usage.cost();
        cost = cost == null || dollars == null ? null : cost.add(dollars);
        Long used = usage == null ? null : total(usage);
        tokens = tokens == null || used == null ? null : (Long) (tokens + used);
    }

    private static Long total(Usage usage) {
        if (usage.totalTokens() != null) {
            return usage.totalTokens();
        }
        return usage.promptTokens() == null || usage.completionTokens() == null
                ? null
                : (Long) (usage.promptTokens() + usage.completionTokens());
    }

    /**
     * One more answer asks for tools.
     *
     * @throws ToolLoopException where that is one too many
     */
    void turn() {
        turns++;
        within();
    }

    /**
     * @throws ToolLoopException where so many more calls are too many
     */
    void mayCall(int more) {
        if (calls + more > settings.maxCalls()) {
            throw fault(
                    "tool_calls_exceeded",
                    "more calls of tools than the option maxToolCalls allows (" + settings.maxCalls() + ")");
        }
    }

    /** Before tools run: once a limit is met, nothing more is done. */
    void within() {
        if (turns > settings.maxRounds()) {
            throw fault(
                    "tool_rounds_exceeded",
                    "the model asked for tools more often than the option maxToolRounds" + " allows ("
                            + settings.maxRounds() + ")");
        }
        if (settings.maxCost() != null && (cost == null || cost.compareTo(settings.maxCost()) >= 0)) {
            throw fault(
                    "tool_cost_exceeded",
                    cost == null
                            ? "the service did not say what a round cost, so the option maxToolCost cannot be kept"
                            : "the rounds cost as much as the option maxToolCost allows ("
                                    + settings.maxCost().toPlainString() + " US dollars)");
        }
        if (settings.maxTokens() != null && (tokens == null || tokens >= settings.maxTokens())) {
            throw fault(
                    "tool_tokens_exceeded",
                    tokens == null
                            ? "the service did not say what a round used, so the option maxToolTokens cannot be kept"
                            : "the rounds used as many tokens as the option maxToolTokens allows ("
                                    + settings.maxTokens() + ")");
        }
        Duration left = timeLeft();
        if (left != null && (left.isNegative() || left.isZero())) {
            throw fault(
                    "tool_time_exceeded",
                    "the rounds took as long as the option maxToolTime allows ("
                            + settings.maxTime().toMillis() + " ms)");
        }
    }

    ToolLoopException fault(String type, String why) {
        return fault(type, why, null);
    }

    /** The failure of the loop, with what was reached. */
    ToolLoopException fault(String type, String why, Throwable cause) {
        return new ToolLoopException(
                ErrorDetails.of("OpenRouter: " + why, Outcome.PARTIAL).withErrorType(type), cause, loop());
    }

    ToolLoopException stopped() {
        return fault("cancelled", "the call was ended while tools ran", null);
    }

    ToolLoopException broken(Throwable cause) {
        return fault(
                "internal",
                "the calls of tools were ended by a fault on this side ("
                        + cause.getClass().getSimpleName() + ")",
                cause);
    }

    // ---- a turn that is handed out

    HeldTurn held(
            ChatResponse response,
            List<HeldCall> held,
            RepeatedCalls repeated,
            Set<String> offered,
            Map<String, Object> headers) {
        return new HeldTurn(
                response,
                held,
                messages(),
                turns,
                rounds,
                calls,
                cost,
                tokens,
                Duration.ofNanos(System.nanoTime() - since),
                repeated.seen(),
                Set.copyOf(repeated.blocked()),
                offered,
                headers);
    }

    /** Goes on where another has left. */
    void restore(HeldTurn held) {
        messages.addAll(held.messages());
        turns = held.turns();
        rounds = held.rounds();
        calls = held.made();
        cost = held.cost();
        tokens = held.tokens();
        since -= held.used().toNanos();
    }
}
