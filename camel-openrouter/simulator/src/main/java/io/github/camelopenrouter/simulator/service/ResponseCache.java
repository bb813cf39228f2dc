package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Answers that may be repeated for the same key and the same bytes. Thread-safe. */
final class ResponseCache {

    private static final int DEFAULT_TTL = 300;
    private static final int LONGEST_TTL = 86_400;

    private final Clock clock;
    private final Map<String, Entry> entries = new HashMap<>();

    ResponseCache(Clock clock) {
        this.clock = clock;
    }

    /** An answer and since when it is kept. */
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.valueOf(http.key()).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(http.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized Optional<Entry> find(ServiceRequest http) {
        String key = key(http);
        if ("true".equalsIgnoreCase(http.header().apply("X-OpenRouter-Cache-Clear"))) {
            entries.remove(key);
        }
        Entry entry = entries.get(key);
        boolean fresh = entry != null && age(entry).compareTo(entry.ttl()) < 0;
        return fresh ? Optional.of(entry) : Optional.empty();
    }

    synchronized void put(ServiceRequest http, ChatAnswer answer) {
        entries.put(key(http), new Entry(answer, clock.instant(), ttl(http)));
    }

    Duration age(Entry entry) {
        return Duration.between(entry.since(), clock.instant());
    }

    synchronized void clear() {
        entries.clear();
    }
}
