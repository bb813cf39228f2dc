package io.github.camelopenrouter.internal.money;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.support.RecentMap;

/**
 * Attempts that were sent and of which not even a generation id came back. Where the response cache was asked for, it may answer
 * the same request later. That answer names the generation that it repeats, which is the lost one, unless the cost of that
 * generation is counted already. Bounded; thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/features/response-caching">Response caching</a>
 */
public final class LostGenerations {
    private static final int MOST_REQUESTS = 4_096;
    private static final int MOST_IDS = 100;

    private final RecentMap<String, Request> requests = new RecentMap<>(MOST_REQUESTS);

    /** Guarded by itself. */
    private static final class Request {
        final Set<String> counted = new HashSet<>(2);
        final Queue<Consumer<String>> lost = new ArrayDeque<>(1);

        synchronized void counted(String generationId) {
            if (counted.size() < MOST_IDS) {
                counted.add(generationId);
            }
        }

        synchronized void lost(Consumer<String> found) {
            if (lost.size() < MOST_IDS) {
                lost.add(found);
            }
        }

        /** Whom to tell that this generation is one that was lost; null where there is nobody, or its cost is counted. */
        synchronized Consumer<String> repeated(String source) {
            return counted.add(source) ? lost.poll() : null;
        }
    }

    /** The cost of this generation is known, or is being asked for. */
    void counted(CallFacts facts, String generationId) {
        if (facts.requestHash() != null && generationId != null) {
            request(facts).counted(generationId);
        }
    }

    /**
     * An attempt was lost.
     *
     * @param found told its generation id, should that come to light
     */
    void lost(CallFacts facts, Consumer<String> found) {
        if (facts.requestHash() != null) {
            request(facts).lost(found);
        }
    }

    /** An answer came that repeats this generation. */
    void repeated(CallFacts facts, String source) {
        if (facts.requestHash() == null || source == null) {
            return;
        }
        Consumer<String> found = request(facts).repeated(source);
        if (found != null) {
            found.accept(source);
        }
    }

    private Request request(CallFacts facts) {
        return requests.get(facts.keyId() + ' ' + facts.requestHash(), key -> new Request());
    }
}
