package io.github.camelopenrouter.internal.conversation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a conversation is sent along with the next message: its newest part, within limits, and nothing that a provider refuses.
 *
 * <p>What stays together: a turn of tool calls with all their results, which begins with nothing else; and a question with what follows
 * it, up to the next question. The oldest questions go first. Within the last, the oldest tool calls go before the question does. Calls that
 * were never answered go, and results without their call; but where the next message brings the results, their calls stay in any case.
 * Leading messages of the system stay, too.
 */
final class Selection {
    private final int maxMessages;
    private final long maxTokens;
    private final long maxBytes;

    Selection(ConversationSettings settings) {
        this(
                settings.maxMessages(),
                settings.maxTokens() == null ? Long.MAX_VALUE : settings.maxTokens(),
                settings.maxBytes());
    }

    Selection(int maxMessages, long maxTokens, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxTokens = maxTokens;
        this.maxBytes = maxBytes;
    }

    /** Messages that go or stay together. */
    private static final class Group {
        final List<Entry> entries = new ArrayList<>();
        /** Ids of calls that have no result yet. */
        final Set<String> open = new HashSet<>();

        boolean pinned;

        Group(Entry first) {
            entries.add(first);
            open.addAll(first.calls());
        }

        boolean takes(Entry result) {
            return open.remove(result.answers()) && entries.add(result);
        }

        boolean asks() {
            return entries.get(0).asks();
        }
    }

    /** What is counted. */
    private static final class Sum {
        private long messages;
        private long tokens;
        private long bytes;

        void add(Group group, Map<String, String> attachments, int sign) {
            for (Entry entry : group.entries) {
                messages += sign;
                tokens += (long) sign * entry.tokens();
                bytes += (long) sign * entry.bytes();
                for (String hash : entry.media().values()) {
                    String attachment = attachments.get(hash);
                    bytes += attachment == null ? 0 : (long) sign * attachment.length();
                }
            }
        }
    }

    /**
     * The messages to be sent along, in their order. Costs as much as there is.
     *
     * @param attachments by their hashes, for their size
     * @param answered ids of the calls whose results the next message brings; empty where it asks something
     */
    List<Entry> of(List<Entry> all, Map<String, String> attachments, Set<String> answered) {
        List<Entry> kept = new ArrayList<>();
        int first = 0;
        while (first < all.size() && all.get(first).leads()) {
            kept.add(all.get(first++));
        }
        Deque<Deque<Group>> turns = turns(groups(all.subList(first, all.size()), answered));
        Sum sum = new Sum();
        turns.forEach(turn -> turn.forEach(group -> sum.add(group, attachments, 1)));
        while (turns.size() > 1 && exceeds(sum)) {
            turns.removeFirst().forEach(group -> sum.add(group, attachments, -1));
        }
        if (!turns.isEmpty() && exceeds(sum)) {
            shorten(turns.getFirst(), sum, attachments);
        }
        turns.forEach(turn -> turn.forEach(group -> kept.addAll(group.entries)));
        return kept;
    }

    private boolean exceeds(Sum sum) {
        return sum.messages > maxMessages || sum.tokens > maxTokens || sum.bytes > maxBytes;
    }

    private static List<Group> groups(List<Entry> entries, Set<String> answered) {
        List<Group> groups = new ArrayList<>();
        Group last = null;
        for (Entry entry : entries) {
            if (entry.isResult()) {
                if (last != null) {
                    last.takes(entry);
                }
            } else {
                last = new Group(entry);
                groups.add(last);
            }
        }
        if (last != null && !last.open.isEmpty() && answered.containsAll(last.open)) {
            last.pinned = true;
            last.open.clear();
        }
        groups.removeIf(group -> !group.open.isEmpty());
        return groups;
    }

    /** Each begins with a question, but for the first, where the conversation does not. */
    private static Deque<Deque<Group>> turns(List<Group> groups) {
        Deque<Deque<Group>> turns = new ArrayDeque<>();
        boolean asking = false;
        for (Group group : groups) {
            boolean asks = group.asks();
            if (turns.isEmpty() || asks && !asking) {
                turns.add(new ArrayDeque<>());
            }
            turns.getLast().add(group);
            asking = asks;
        }
        return turns;
    }

    /** The only turn that is left. */
    private void shorten(Deque<Group> turn, Sum sum, Map<String, String> attachments) {
        Deque<Group> questions = new ArrayDeque<>();
        while (!turn.isEmpty() && turn.getFirst().asks()) {
            questions.add(turn.removeFirst());
        }
        while (turn.size() > 1 && exceeds(sum)) {
            sum.add(turn.removeFirst(), attachments, -1);
        }
        while (questions.size() > 1 && exceeds(sum)) {
            sum.add(questions.removeFirst(), attachments, -1);
        }
        boolean pinned = !turn.isEmpty() && turn.getLast().pinned;
        if (exceeds(sum) && !pinned) {
            turn.clear();
            return;
        }
        while (!questions.isEmpty()) {
            turn.addFirst(questions.removeLast());
        }
    }
}
