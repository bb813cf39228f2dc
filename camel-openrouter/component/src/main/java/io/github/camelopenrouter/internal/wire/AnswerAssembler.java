package io.github.camelopenrouter.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * Makes a {@link ChatResponse} of one whole answer or of many chunks: choices kept apart by their index, the last usage kept. Not
 * thread-safe. What it keeps is bounded in bytes and in number.
 */
public final class AnswerAssembler {
    private final Held held;
    private final Map<Long, ChoiceAssembler> choices = new TreeMap<>();
    private final GrowingMembers extra;
    private ChoiceAssembler leading;
    private Usage usage;

    /**
     * @param maxBytes how much of the answer is kept
     * @param maxParts how many tool calls, annotations, images and reasoning blocks it may have
     */
    public AnswerAssembler(long maxBytes, int maxParts) {
        this.held = new Held(maxBytes, maxParts);
        this.extra = new GrowingMembers(held);
    }

    /**
     * Takes in what was read; a chunk's error has been looked at before.
     *
     * @throws Held.TooMuch where it would keep more than is allowed; what came before stays
     */
    public void add(WireAnswer answer) {
        if (leading != null) {
            leading.forgetNews();
        }
        if (answer.usage != null) {
            usage = answer.usage;
        }
        if (answer.extra != null) {
            extra.add(answer.extra);
        }
        long next = 0;
        for (WireAnswer.Choice choice : answer.choices) {
            long index = index(choice.index, next, answer);
            next = Math.max(next, index) + 1;
            choice(index).add(choice, !answer.isChunk());
        }
    }

    /** Services that send one choice forget its index, or number all of them alike in a whole answer. */
    private long index(Long said, long next, WireAnswer answer) {
        if (said != null) {
            return answer.isChunk() || !choices.containsKey(said) ? said : next;
        }
        boolean only = answer.choices.size() == 1 && choices.size() == 1;
        return only ? choices.keySet().iterator().next() : next;
    }

    private ChoiceAssembler choice(long index) {
        if (index == 0 && leading != null) {
            return leading;
        }
        ChoiceAssembler choice = choices.get(index);
        if (choice == null) {
            if (!choices.isEmpty()) {
                held.part();
            }
            choice = new ChoiceAssembler(held);
            choices.put(index, choice);
            leading = index == 0 ? choice : leading;
        }
        return choice;
    }

    /** Nothing more comes. What is news then, if anything, is told by {@link #newText} once more. */
    public void complete() {
        boolean first = leading == null && !choices.isEmpty();
        if (leading != null) {
            leading.forgetNews();
        }
        choices.values().forEach(ChoiceAssembler::complete);
        if (first) {
            // there is no choice 0: the first of those that came stands for it
            leading = choices.values().iterator().next();
            leading.retell();
        }
    }

    /** The text of choice 0 that was last added; empty for none. */
    public String newText() {
        return leading == null ? "" : leading.newText();
    }

    /** The reasoning of choice 0 that was last added, or null. */
    public String newReasoning() {
        return leading == null ? null : leading.newReasoning();
    }

    /** Whether there was no choice at all. */
    public boolean empty() {
        return choices.isEmpty();
    }

    /** Whether the model has said anything, in any form and choice. */
    public boolean says() {
        return choices.values().stream().anyMatch(ChoiceAssembler::says);
    }

    /** Whether the service says that it counted an answer, whatever became of it. */
    public boolean isBilled() {
        return usage != null
                && (usage.completionTokens() != null && usage.completionTokens() > 0
                        || usage.cost() != null && usage.cost().signum() > 0);
    }

    /** Whether every choice has told why it finished. */
    public boolean finished() {
        if (choices.size() == 1 && leading != null) {
            return leading.finished();
        }
        return !choices.isEmpty() && choices.values().stream().allMatch(ChoiceAssembler::finished);
    }

    /** Whether putting it together takes so long that an I/O thread must not do it. */
    public boolean isLarge() {
        return held.isLarge();
    }

    /** The text of the first choice so far; empty for none. */
    public String text() {
        return choices.isEmpty() ? "" : choices.values().iterator().next().text();
    }

    /** The reasoning of the first choice so far, or null. */
    public String reasoning() {
        return choices.isEmpty() ? null : choices.values().iterator().next().reasoning();
    }

    /** The last usage so far, or null. */
    public Usage usage() {
        return usage;
    }

    /** The answer, of the identity that the chunks agreed on; its choices by their index. */
    public ChatResponse build(WireAnswer identity, String fallbackId, String cacheStatus) {
        String id = identity.id != null ? identity.id : fallbackId;
        List<ChatChoice> built = new ArrayList<>(choices.size());
        choices.forEach((index, choice) ->
                built.add(choice.build((id == null ? "0" : id) + (built.isEmpty() ? "" : "_" + index))));
        return new ChatResponse(
                id,
                identity.model,
                identity.provider,
                identity.created,
                List.copyOf(built),
                usage,
                cacheStatus,
                extra.build());
    }
}
