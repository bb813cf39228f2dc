package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

/** What engines take for a search on the web, in USD. */
final class SearchPrices {

    private static final int RESULTS_WITHIN = 10;
    private static final BigDecimal FURTHER_RESULT = new BigDecimal("0.001");

    private SearchPrices() {}

    /**
     * @param mode of the engine, empty for its usual one
     * @param results how many are wanted
     */
    static BigDecimal of(String engine, String mode, int results) {
        BigDecimal further = FURTHER_RESULT.multiply(BigDecimal.valueOf(Math.max(0, results - RESULTS_WITHIN)));
        return switch (engine) {
            case "exa" -> exa(mode).add(further);
            case "parallel" -> parallel(mode).add(further);
            case "perplexity" -> new BigDecimal("0.005");
            default -> BigDecimal.ZERO; // paid elsewhere
        };
    }

    private static BigDecimal exa(String mode) {
        if (mode.startsWith("deep-reasoning")) {
            return new BigDecimal("0.015");
        }
        return new BigDecimal(mode.startsWith("deep") ? "0.012" : "0.007");
    }

    private static BigDecimal parallel(String mode) {
        return new BigDecimal(mode.equals("turbo") || mode.equals("fast") ? "0.001" : "0.005");
    }
}
