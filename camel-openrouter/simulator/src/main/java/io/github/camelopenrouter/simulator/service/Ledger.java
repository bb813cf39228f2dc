package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All generations and what they cost together. Thread-safe. */
final class Ledger {

    private final Map<String, Generation> generations = new HashMap<>();
    private BigDecimal billed = BigDecimal.ZERO;

    synchronized void add(Generation generation) {
        generations.put(generation.answer().id(), generation);
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
