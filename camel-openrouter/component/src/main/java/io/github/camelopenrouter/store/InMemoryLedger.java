package io.github.camelopenrouter.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps sums as long as this JVM lives, for the thousand keys that were used last; what belongs to others is in the sum {@link #OTHER}.
 * Nothing is ever lost of the total.
 */
public final class InMemoryLedger implements Ledger {
    /** Keys hold what messages say, such as tenants: their number must have an end. */
    private static final int MOST = 1_000;

    /** Sums up what has no room of its own. */
    public static final Key OTHER = new Key("other", null, null, null, null);

    private final Map<Key, Entry> sums = new LinkedHashMap<>(16, 0.75f, true);

    @Override
    public synchronized void add(Entry entry) {
        Key key = entry.key();
        // what is corrected has been written before: where its key is gone, it has gone into the sum of the others
        boolean gone = entry.calls() < 0 && !sums.containsKey(key);
        put(gone ? other(entry) : entry);
        if (sums.size() - (sums.containsKey(OTHER) ? 1 : 0) > MOST) {
            Iterator<Entry> eldest = sums.values().iterator();
            Entry last = eldest.next();
            if (last.key().equals(OTHER)) {
                last = eldest.next();
            }
            eldest.remove();
            put(other(last));
        }
    }

    private void put(Entry entry) {
        sums.merge(entry.key(), entry, InMemoryLedger::sum);
    }

    private static Entry other(Entry entry) {
        return new Entry(
                OTHER,
                entry.calls(),
                entry.failed(),
                entry.unknown(),
                entry.promptTokens(),
                entry.completionTokens(),
                entry.cost());
    }

    private static Entry sum(Entry a, Entry b) {
        return new Entry(
                a.key(),
                a.calls() + b.calls(),
                a.failed() + b.failed(),
                a.unknown() + b.unknown(),
                a.promptTokens() + b.promptTokens(),
                a.completionTokens() + b.completionTokens(),
                a.cost().add(b.cost()));
    }

    @Override
    public synchronized List<Entry> entries() {
        return sums.values().stream().filter(entry -> entry.calls() != 0).toList();
    }
}
