package io.github.camelopenrouter.internal.binding;

import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.store.GenerationJournal;

/**
 * Under which keys the journal has what is done for one message. The first request has the message's own key. What follows depends on
 * what was answered before, so that its key has a hash of it: where a row was forgotten or purged and another answer came, what follows
 * is something else and meets no row of what was.
 *
 * @param name of the message; at most {@link GenerationJournal#MAX_KEY} characters
 */
public record JournalKey(String name) {
    private static final int HASH = 16;
    private static final int NAME_HASH = 32;

    /**
     * The key of one round.
     *
     * @param before how many rounds came before
     */
    public String round(int before, byte[] request) {
        return before == 0
                ? name
                : bounded("#round" + before + "-" + Fingerprint.hex(request).substring(0, HASH));
    }

    /**
     * The key of one call of a tool.
     *
     * @param turn counts the answers that asked for tools, from 1 on
     * @param place among the calls of its turn, from 0 on
     * @param asked as the model asked for it
     */
    public String tool(int turn, int place, ToolCall asked) {
        Fingerprint print = new Fingerprint();
        print.add(String.valueOf(asked.id()));
        print.add(String.valueOf(asked.name()));
        print.add(String.valueOf(asked.arguments()));
        return bounded("#tool" + turn + "." + place + "-" + print.hex().substring(0, HASH));
    }

    /** A name that leaves no room is cut, and its hash stands for the rest. */
    private String bounded(String suffix) {
        if (name.length() + suffix.length() <= GenerationJournal.MAX_KEY) {
            return name + suffix;
        }
        int room = GenerationJournal.MAX_KEY - suffix.length() - NAME_HASH - 1;
        int end = Character.isHighSurrogate(name.charAt(room - 1)) ? room - 1 : room;
        return name.substring(0, end) + "~" + Fingerprint.hex(name).substring(0, NAME_HASH) + suffix;
    }
}
