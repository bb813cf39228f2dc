package io.github.camelopenrouter.internal.limits;

import java.util.Map;

/**
 * What management shows of limits at one moment.
 *
 * @param limit how many may be in flight; 0 without a limit
 * @param circuits models whose circuit is not closed, and its state
 */
public record LimitsView(
        int inFlight,
        int queued,
        int limit,
        long admitted,
        long refused,
        long longestWaitMillis,
        Map<String, String> circuits) {
    public static final LimitsView NONE = new LimitsView(0, 0, 0, 0, 0, 0, Map.of());

    /**
     * @param gate null for none
     * @param circuits null for none
     */
    public static LimitsView of(Gate gate, Circuits circuits) {
        Map<String, String> states =
                circuits == null ? Map.of() : circuits.states().get();
        if (gate == null) {
            return new LimitsView(0, 0, 0, 0, 0, 0, states);
        }
        int limit = gate.limit();
        return new LimitsView(
                gate.inFlight(),
                gate.queued(),
                limit == Integer.MAX_VALUE ? 0 : limit,
                gate.admitted(),
                gate.refused(),
                gate.longestWait().toMillis(),
                states);
    }
}
