package io.github.camelopenrouter.internal.support;

import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Removes the entry where it still has this value. */
    public synchronized void remove(K key, V value) {
        entries.remove(key, value);
    }

    public synchronized Map<K, V> copy() {
        return new LinkedHashMap<>(entries);
    }
}
