package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the catalogue tells of a model.
 *
 * @param data as {@code GET /models/{author}/{slug}/endpoints} has it; a missing node if nothing is known
 */
record ModelFacts(JsonNode data) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** Whether at least one provider lists that parameter; true where no provider is known, such as of a router. */
    boolean supports(String parameter) {
        JsonNode endpoints = data.path("endpoints");
        return endpoints.isEmpty() || listed().contains(parameter);
    }

    /** Whether the catalogue tells what each call costs. */
    boolean hasPrices() {
        JsonNode endpoints = data.path("endpoints");
        return !endpoints.isEmpty() && prices("prompt").stream().allMatch(price -> price.signum() >= 0);
    }

    boolean isFree() {
        return hasPrices()
                && prices("prompt").last().signum() == 0
                && prices("completion").last().signum() == 0;
    }

    /** Prices, providers and context in one line. */
    String line() {
        int providers = data.path("endpoints").size();
        if (providers == 0) {
            return "chosen by the service for each call";
        }
        int context = 0;
        for (JsonNode endpoint : data.path("endpoints")) {
            context = Math.max(context, endpoint.path("context_length").asInt());
        }
        return (hasPrices()
                        ? range("prompt") + " USD for a million tokens in, " + range("completion") + " out"
                        : "no fixed price")
                + "; " + providers + (providers == 1 ? " provider" : " providers") + "; context " + context;
    }

    private String range(String price) {
        TreeSet<BigDecimal> prices = prices(price);
        String least = perMillion(prices.first());
        return prices.first().compareTo(prices.last()) == 0 ? least : least + " to " + perMillion(prices.last());
    }

    private TreeSet<BigDecimal> prices(String price) {
        TreeSet<BigDecimal> prices = new TreeSet<>();
        for (JsonNode endpoint : data.path("endpoints")) {
            String text = endpoint.path("pricing").path(price).asText("0");
            prices.add(text.matches("-?[0-9.]+(e-?\\d+)?") ? new BigDecimal(text) : BigDecimal.ONE.negate());
        }
        return prices;
    }

    private static String perMillion(BigDecimal price) {
        BigDecimal shown =
                price.multiply(MILLION).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros();
        return shown.setScale(Math.max(2, shown.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private Set<String> listed() {
        Set<String> listed = new LinkedHashSet<>();
        for (JsonNode endpoint : data.path("endpoints")) {
            endpoint.path("supported_parameters").forEach(name -> listed.add(name.asText()));
        }
        return listed;
    }
}
