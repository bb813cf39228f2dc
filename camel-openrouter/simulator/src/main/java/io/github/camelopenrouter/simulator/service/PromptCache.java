package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which beginnings of prompts endpoints remember for which key. Thread-safe. Unlike providers it remembers short ones
 * too, and none that were not marked.
 */
final class PromptCache {

    private static final int MOST = 10_000;
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Clock clock;
    private final Map<String, Instant> entries = new LinkedHashMap<>();

    PromptCache(Clock clock) {
        this.clock = clock;
    }

    /**
     * How many tokens of a prompt were known, and how many are from now on.
     *
     * @param writePrice the service's name of what a written token costs
     */
    record Use(int read, int written, String writePrice) {

        static final Use NONE = new Use(0, 0, "input_cache_write");
    }

    /** What a prompt finds: it reads the longest known one of the marked beginnings and writes what is behind it. */
    synchronized Use find(String key, Endpoint endpoint, List<PromptMark> marks) {
        if (marks.isEmpty() || endpoint.price("input_cache_read").signum() == 0) {
            return Use.NONE;
        }
        Instant now = clock.instant();
        int read = 0;
        boolean hour = false;
        for (PromptMark mark : marks) {
            Instant until = entries.get(name(key, endpoint, mark));
            if (until != null && until.isAfter(now)) {
                read = mark.tokens();
            } else {
                hour = mark.longer();
            }
        }
        boolean charged = endpoint.price("input_cache_write").signum() > 0;
        boolean own = hour && endpoint.price("input_cache_write_1h").signum() > 0;
        int longest = marks.get(marks.size() - 1).tokens();
        return new Use(read, charged ? longest - read : 0, own ? "input_cache_write_1h" : "input_cache_write");
    }

    /** Remembers the marked beginnings from now on. */
    synchronized void keep(String key, Endpoint endpoint, List<PromptMark> marks) {
        for (PromptMark mark : marks) {
            String name = name(key, endpoint, mark);
            entries.remove(name); // so that it becomes the youngest
            entries.put(name, clock.instant().plus(mark.longer() ? HOUR : FIVE_MINUTES));
        }
        while (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized void clear() {
        entries.clear();
    }

    private static String name(String key, Endpoint endpoint, PromptMark mark) {
        String name = key + '\n' + endpoint.tag() + '\n' + mark.prefix();
        return Hash.of(name.getBytes(StandardCharsets.UTF_8));
    }
}
