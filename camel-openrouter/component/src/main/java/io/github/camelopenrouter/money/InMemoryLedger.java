package io.github.camelopenrouter.money;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps sums as long as this JVM lives, for a thousand keys; whatever has another key goes into the sum {@link #OTHER}. */
public final class InMemoryLedger implements Ledger {
    /** Keys hold what messages say, such as tenants: their number must have an end. */
    private static final int MOST = 1_000;

    /** Sums up what has no room of its own. */
    public static final Key OTHER = new Key("other", null, null, null, null);

    private final Map<Key, Entry> sums = new ConcurrentHashMap<>();

    @Override
    public void add(Entry entry) {
        Key key = entry.key();
        Key taken = sums.size() < MOST || sums.containsKey(key) ? key : OTHER;
        sums.merge(taken, taken == key ? entry : other(entry), InMemoryLedger::sum);
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
    public List<Entry> entries() {
        return sums.values().stream().filter(entry -> entry.calls() != 0).toList();
    }
}
