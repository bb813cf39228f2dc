package io.github.camelopenrouter.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;

/**
 * Puts one choice together: text, reasoning and refusal joined, tool calls and reasoning blocks merged, log probabilities in a row.
 * Each piece costs what it is long, whatever came before it.
 *
 * <p>In a stream deltas count. What a {@code message} says in a stream, before, beside or behind them, counts only where no delta
 * said anything of its kind, which is known when the choice has finished.
 */
final class ChoiceAssembler {
    private final Held held;

    private StringBuilder text;
    private String onlyText;
    private StringBuilder reasoning;
    private StringBuilder refusal;
    private String finishReason;
    private String nativeFinishReason;
    private ReasoningBlocks blocks;
    private ToolCallAssembler toolCalls;
    private GrowingMembers extra;
    private JsonNode logprobs;
    private List<WireAnswer.Choice> beside;
    private long besideBytes;
    private final News newText = new News();
    private final News newReasoning = new News();

    ChoiceAssembler(Held held) {
        this.held = held;
    }

    /** @param whole whether it is a whole message, and not a delta */
    void add(WireAnswer.Choice choice, boolean whole) {
        say(choice, whole);
        if (choice.logprobs != null) {
            addLogprobs(choice.logprobs);
        }
        if (choice.nativeFinishReason != null) {
            nativeFinishReason = choice.nativeFinishReason;
        }
        if (choice.beside != null) {
            keep(choice.beside);
        }
        if (choice.finishReason != null) {
            finishReason = choice.finishReason;
            complete();
        }
    }

    private void say(WireAnswer.Choice choice, boolean whole) {
        if (choice.content != null && !choice.content.isEmpty()) {
            append(choice.content);
        }
        if (choice.refusal != null && !choice.refusal.isEmpty()) {
            held.text(choice.refusal);
            refusal = (refusal == null ? new StringBuilder() : refusal).append(choice.refusal);
        } else if (choice.refusal != null && refusal == null) {
            refusal = new StringBuilder();
        }
        if (choice.toolCalls != null) {
            toolCalls = toolCalls == null ? new ToolCallAssembler(held) : toolCalls;
            toolCalls.add(choice.toolCalls);
        }
        String thought = thought(choice);
        if (choice.reasoningDetails != null) {
            blocks = blocks == null ? new ReasoningBlocks(held) : blocks;
            if (whole) {
                blocks.addWhole(choice.reasoningDetails);
            } else {
                blocks.add(choice.reasoningDetails);
            }
        }
        if (thought != null) {
            if (choice.reasoningDetails == null) {
                held.text(thought);
            }
            reasoning = (reasoning == null ? new StringBuilder() : reasoning).append(thought);
            newReasoning.add(thought);
        }
        if (choice.extra != null) {
            extra = extra == null ? new GrowingMembers(held) : extra;
            extra.add(choice.extra);
        }
    }

    private void append(String content) {
        held.text(content);
        newText.add(content);
        // one whole answer needs no builder
        if (onlyText == null && text == null) {
            onlyText = content;
            return;
        }
        if (text == null) {
            text = new StringBuilder(Math.max(256, 2 * onlyText.length())).append(onlyText);
            onlyText = null;
        }
        text.append(content);
    }

    /** The reasoning text of a choice, or null: most providers send it twice, as text and as details. */
    private static String thought(WireAnswer.Choice choice) {
        if (choice.reasoningDetails != null) {
            StringBuilder joined = null;
            for (JsonNode detail : choice.reasoningDetails) {
                String part = text(detail.path("text"), detail.path("summary"));
                if (!part.isEmpty()) {
                    joined = (joined == null ? new StringBuilder() : joined).append(part);
                }
            }
            if (joined != null) {
                return joined.toString();
            }
        }
        return choice.reasoning == null || choice.reasoning.isEmpty() ? null : choice.reasoning;
    }

    private static String text(JsonNode first, JsonNode second) {
        return first.isTextual() ? first.textValue() : second.isTextual() ? second.textValue() : "";
    }

    private void addLogprobs(JsonNode more) {
        held.tree(more);
        if (!(logprobs instanceof ObjectNode known) || !(more instanceof ObjectNode part)) {
            logprobs = more;
            return;
        }
        part.properties().forEach(member -> {
            JsonNode list = known.path(member.getKey());
            if (list instanceof ArrayNode tokens && member.getValue() instanceof ArrayNode further) {
                tokens.addAll(further);
            } else if (!member.getValue().isNull()) {
                known.set(member.getKey(), member.getValue());
            }
        });
    }

    // ---- what a message of a stream says beside the deltas

    private void keep(WireAnswer.Choice message) {
        forgetKnown(message);
        if (message.says()) {
            beside = beside == null ? new ArrayList<>(1) : beside;
            beside.add(message);
            long before = held.bytes();
            held.choice(message);
            besideBytes += held.bytes() - before;
        }
    }

    private void forgetKnown(WireAnswer.Choice message) {
        message.content = hasText() ? null : message.content;
        message.refusal = refusal != null && !refusal.isEmpty() ? null : message.refusal;
        boolean thought = reasoning != null || blocks != null && !blocks.isEmpty();
        message.reasoning = thought ? null : message.reasoning;
        message.reasoningDetails = thought ? null : message.reasoningDetails;
        message.toolCalls = toolCalls != null && !toolCalls.isEmpty() ? null : message.toolCalls;
        if (extra != null && message.extra != null) {
            message.extra.keySet().removeIf(extra::has);
        }
    }

    /** Nothing more is expected: what messages have said beside the deltas counts where no delta has. */
    void complete() {
        if (beside == null) {
            return;
        }
        List<WireAnswer.Choice> messages = beside;
        beside = null;
        held.forget(besideBytes);
        besideBytes = 0;
        messages.forEach(this::forgetKnown);
        messages.forEach(message -> say(message, true));
    }

    // ---- what is known so far

    /** The text that was added since {@link #forgetNews}; empty for none. */
    String newText() {
        return newText.text();
    }

    /** The reasoning that was added since {@link #forgetNews}, or null. */
    String newReasoning() {
        String news = newReasoning.text();
        return news.isEmpty() ? null : news;
    }

    void forgetNews() {
        newText.clear();
        newReasoning.clear();
    }

    /** All of it is news. */
    void retell() {
        forgetNews();
        newText.add(text());
        newReasoning.add(reasoning == null ? "" : reasoning.toString());
    }

    private boolean hasText() {
        return text != null || onlyText != null;
    }

    /** Whether the model has said anything at all, in any form. */
    boolean says() {
        return hasText()
                || reasoning != null
                || refusal != null && !refusal.isEmpty()
                || toolCalls != null && !toolCalls.isEmpty()
                || blocks != null && !blocks.isEmpty()
                || extra != null
                || beside != null;
    }

    boolean finished() {
        return finishReason != null;
    }

    /** The text so far; empty for none. */
    String text() {
        return text != null ? text.toString() : onlyText != null ? onlyText : "";
    }

    /** The reasoning so far, or null. */
    String reasoning() {
        return reasoning == null ? null : reasoning.toString();
    }

    /** @param where makes up missing ids of tool calls: unique for the choice, the same for the same answer */
    ChatChoice build(String where) {
        boolean calls = toolCalls != null && !toolCalls.isEmpty();
        Map<String, JsonNode> members = extra == null ? Map.of() : extra.build();
        if (logprobs != null) {
            GrowingMembers all = extra == null ? new GrowingMembers(held) : extra;
            members = all.with("logprobs", logprobs);
        }
        ChatMessage message = new ChatMessage(
                "assistant",
                TextPieces.whole(text()),
                null,
                null,
                calls ? toolCalls.build(where) : null,
                refusal == null ? null : refusal.toString(),
                reasoning == null ? null : TextPieces.whole(reasoning.toString()),
                blocks == null ? null : List.copyOf(blocks.build()),
                members);
        String reason = finishReason == null && calls ? "tool_calls" : finishReason;
        return new ChatChoice(message, reason, nativeFinishReason);
    }

    /** What was added last: nearly always one piece. */
    private static final class News {
        private String only = "";
        private StringBuilder more;

        void add(String piece) {
            if (more != null) {
                more.append(piece);
            } else if (only.isEmpty()) {
                only = piece;
            } else {
                more = new StringBuilder(only).append(piece);
            }
        }

        String text() {
            return more == null ? only : more.toString();
        }

        void clear() {
            only = "";
            more = null;
        }
    }
}
