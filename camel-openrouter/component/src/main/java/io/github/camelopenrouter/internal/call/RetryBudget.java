package io.github.camelopenrouter.internal.call;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

/**
 * Keeps repeated attempts from adding to the load of a service that is failing for all. Each key and model has tokens: a failure
 * that could be repeated takes one, a success gives a tenth back, and nothing is repeated while half of them or fewer are left
 * (<a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">throttling retry attempts</a>). Thread-safe.
 */
final class RetryBudget {
    private static final int MOST = 10;
    private static final double RATIO = 0.1;
    private static final int MOST_KEYS = 1_000;

    private final Map<Key, double[]> tokens = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, double[]> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Key(String host, String keyId, String model) {}

    private static Key key(OpenRouterClient.Command command) {
        CallFacts facts = command.facts();
        return new Key(command.uri().getAuthority(), facts.keyId(), facts.model());
    }

    synchronized void succeeded(OpenRouterClient.Command command) {
        double[] left = tokens.get(key(command));
        if (left != null) {
            left[0] = Math.min(MOST, left[0] + RATIO);
        }
    }

    /** Takes what the failure costs, and says whether the attempt may be repeated. */
    synchronized boolean failed(OpenRouterClient.Command command, OpenRouterException failure) {
        double[] left = tokens.computeIfAbsent(key(command), key -> new double[] {MOST});
        // what was refused on this side did not reach anybody who could be overloaded
        if (failure.getOutcome() != Outcome.NOT_SENT) {
            left[0] = Math.max(0, left[0] - 1);
        }
        return left[0] > MOST / 2.0;
    }
}
