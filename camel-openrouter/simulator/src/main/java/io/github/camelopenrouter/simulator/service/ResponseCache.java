package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest answers that may be repeated for the same key and the same bytes; model and streaming mode are among the
 * bytes. Thread-safe.
 */
final class ResponseCache {

    private static final int DEFAULT_TTL = 300;
    private static final int LONGEST_TTL = 86_400;
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    ResponseCache(Clock clock) {
        this.clock = clock;
    }

    /** An answer and since when it is kept: in the future if the model is not done with it yet. */
    record Entry(ChatAnswer answer, Instant since, Duration ttl) {}

    static boolean isWanted(ServiceRequest http) {
        return "true".equalsIgnoreCase(http.header().apply("X-OpenRouter-Cache"));
    }

    static Duration ttl(ServiceRequest http) {
        String seconds = http.header().apply("X-OpenRouter-Cache-TTL");
        if (seconds == null || !seconds.matches("\\d{1,9}")) {
            return Duration.ofSeconds(DEFAULT_TTL);
        }
        return Duration.ofSeconds(Math.max(1, Math.min(LONGEST_TTL, Integer.parseInt(seconds))));
    }

    static String key(ServiceRequest http) {
        return Hash.of(String.valueOf(http.key()).getBytes(StandardCharsets.UTF_8), new byte[1], http.body());
    }

    synchronized Optional<Entry> find(ServiceRequest http) {
        String key = key(http);
        if ("true".equalsIgnoreCase(http.header().apply("X-OpenRouter-Cache-Clear"))) {
            entries.remove(key);
        }
        Entry entry = entries.get(key);
        boolean fresh = entry != null && !age(entry).isNegative() && age(entry).compareTo(entry.ttl()) < 0;
        return fresh ? Optional.of(entry) : Optional.empty();
    }

    synchronized void put(ServiceRequest http, ChatAnswer answer, Instant since) {
        String key = key(http);
        entries.remove(key); // so that it becomes the youngest
        entries.put(key, new Entry(answer, since, ttl(http)));
        if (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    Duration age(Entry entry) {
        return Duration.between(entry.since(), clock.instant());
    }

    synchronized void clear() {
        entries.clear();
    }
}
