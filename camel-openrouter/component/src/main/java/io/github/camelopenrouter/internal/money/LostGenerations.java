package io.github.camelopenrouter.internal.money;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

import io.github.camelopenrouter.internal.call.CallFacts;

/**
 * Attempts that were sent and of which not even a generation id came back. Where the response cache was asked for, the same
 * request may later be answered from it, and that answer names the generation that it repeats: the one that was lost, unless its
 * cost is counted already. Bounded; thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/features/response-caching">Response caching</a>
 */
public final class LostGenerations {
    private static final int MOST_REQUESTS = 4_096;
    private static final int MOST_IDS = 100;

    private final Map<String, Request> requests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Request> eldest) {
            return size() > MOST_REQUESTS;
        }
    };

    private static final class Request {
        final Set<String> counted = new HashSet<>(2);
        final Queue<Consumer<String>> lost = new ArrayDeque<>(1);
    }

    /** The cost of this generation is known, or is being asked for. */
    synchronized void counted(CallFacts facts, String generationId) {
        if (facts.requestHash() != null && generationId != null) {
            Request request = request(facts);
            if (request.counted.size() < MOST_IDS) {
                request.counted.add(generationId);
            }
        }
    }

    /**
     * An attempt was lost.
     *
     * @param found told its generation id, should that come to light
     */
    synchronized void lost(CallFacts facts, Consumer<String> found) {
        if (facts.requestHash() != null) {
            Request request = request(facts);
            if (request.lost.size() < MOST_IDS) {
                request.lost.add(found);
            }
        }
    }

    /** An answer came that repeats this generation. */
    void repeated(CallFacts facts, String source) {
        Consumer<String> found;
        synchronized (this) {
            if (facts.requestHash() == null || source == null) {
                return;
            }
            Request request = request(facts);
            found = request.counted.add(source) ? request.lost.poll() : null;
        }
        if (found != null) {
            found.accept(source);
        }
    }

    private Request request(CallFacts facts) {
        return requests.computeIfAbsent(facts.keyId() + ' ' + facts.requestHash(), key -> new Request());
    }
}
