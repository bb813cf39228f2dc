package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

/**
 * One line of the bill.
 *
 * @param keyHash {@link Hash#ofKey} of the key
 * @param model what the answer calls it
 * @param cost in USD
 * @param requestHash SHA-256 of the bytes of the body
 */
public record Booking(
        String id, String keyHash, String model, BigDecimal cost, String requestHash, boolean cacheHit, Fate fate) {}
