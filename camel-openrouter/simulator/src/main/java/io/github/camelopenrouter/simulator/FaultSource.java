package io.github.camelopenrouter.simulator;

import java.util.EnumMap;
import java.util.Map;

/** Numbers the requests and counts their faults. Thread-safe. */
final class FaultSource {

    private final Faults faults;
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private long number;

    FaultSource(Faults faults) {
        this.faults = faults;
    }

    synchronized Disturbance next() {
        Disturbance next = faults.of(number++);
        if (next.fault() != null) {
            counts.merge(next.fault(), 1L, Long::sum);
        }
        return next;
    }

    synchronized Map<Fault, Long> counts() {
        return new EnumMap<>(counts);
    }

    synchronized void clear() {
        counts.clear();
        number = 0;
    }
}
