package io.github.camelopenrouter.internal.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A map that forgets what was not used for longest when it has grown to its size. Thread-safe; null is a key like others. */
public final class RecentMap<K, V> {
    private final Map<K, V> entries;

    public RecentMap(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized V get(K key) {
        return entries.get(key);
    }

    public synchronized V get(K key, Function<K, V> create) {
        return entries.computeIfAbsent(key, create);
    }

    public synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    /**
     * Puts what the function makes of the value that is there; nobody else comes in between, so it must be short.
     *
     * @param change given the key and its value, which is null where there is none; gives null for no value
     * @return what is there now, or null
     */
    public synchronized V compute(K key, BiFunction<K, V, V> change) {
        return entries.compute(key, change);
    }

    /** Removes the entry where it still has this value. */
    public synchronized void remove(K key, V value) {
        entries.remove(key, value);
    }

    /** The entries of this moment: what was not used for longest comes first. */
    public synchronized Map<K, V> copy() {
        return new LinkedHashMap<>(entries);
    }
}
