package io.github.camelopenrouter.internal.call;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.support.RecentMap;

/**
 * Keeps repeated attempts from adding to the load of a service that is failing for all. Each key and model has tokens: a failure
 * that could be repeated takes one, a success gives a tenth back, and nothing is repeated while half of them or fewer are left
 * (<a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">throttling retry attempts</a>). Thread-safe.
 */
final class RetryBudget {
    private static final int MOST = 10;
    private static final double RATIO = 0.1;
    private static final int MOST_KEYS = 1_000;

    private final RecentMap<Key, Double> tokens = new RecentMap<>(MOST_KEYS);

    private record Key(String host, String keyId, String model) {}

    private static Key key(OpenRouterClient.Command command) {
        CallFacts facts = command.facts();
        return new Key(command.uri().getAuthority(), facts.keyId(), facts.model());
    }

    void succeeded(OpenRouterClient.Command command) {
        tokens.compute(key(command), (key, left) -> left == null ? null : Math.min(MOST, left + RATIO));
    }

    /** Takes what the failure costs, and says whether the attempt may be repeated. */
    boolean failed(OpenRouterClient.Command command, OpenRouterException failure) {
        // an attempt that was refused on this side reached no service that could be overloaded
        double taken = failure.getOutcome() == Outcome.NOT_SENT ? 0 : 1;
        double left =
                tokens.compute(key(command), (key, before) -> Math.max(0, (before == null ? MOST : before) - taken));
        return left > MOST / 2.0;
    }
}
