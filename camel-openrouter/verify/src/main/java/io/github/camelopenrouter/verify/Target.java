package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What is checked.
 *
 * @param key null for none
 * @param baseUrl null for the component's own
 * @param model never null
 * @param budget of all calls together, in USD
 * @param simulator whether a simulator stands for the service
 * @param end when everything must be over
 */
record Target(String key, String baseUrl, String model, BigDecimal budget, boolean simulator, Instant end) {}
