package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The latest generations, and what all of them cost together. Thread-safe. */
final class Ledger {

    private static final int MOST = 10_000;

    private final Map<String, Generation> generations = new LinkedHashMap<>();
    private BigDecimal billed = BigDecimal.ZERO;

    synchronized void add(Generation generation) {
        generations.put(generation.answer().id(), generation);
        if (generations.size() > MOST) {
            generations.remove(generations.keySet().iterator().next());
        }
        billed = billed.add(generation.cost());
    }

    synchronized Optional<Generation> find(String id) {
        return Optional.ofNullable(generations.get(id));
    }

    synchronized BigDecimal billed() {
        return billed;
    }

    synchronized void clear() {
        generations.clear();
        billed = BigDecimal.ZERO;
    }
}
