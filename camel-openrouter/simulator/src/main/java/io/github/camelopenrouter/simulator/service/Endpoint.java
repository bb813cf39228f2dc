package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A model at a provider.
 *
 * @param tag what selects exactly this one in a provider list of a request
 * @param quantization null if it is not known
 * @param pricing how the service lists what it costs here, in USD per token
 */
record Endpoint(Provider provider, String tag, String quantization, ObjectNode pricing) {

    /** Whether an entry of a provider list means this one: the provider or the exact tag. */
    boolean isMeantBy(String slug) {
        return tag.equals(slug) || provider.slug().equals(slug);
    }

    BigDecimal promptPrice() {
        return new BigDecimal(pricing.path("prompt").asText());
    }

    /** What the listing says under that name; zero if it says nothing. */
    BigDecimal price(String name) {
        return new BigDecimal(pricing.path(name).asText("0"));
    }

    BigDecimal completionPrice() {
        return new BigDecimal(pricing.path("completion").asText());
    }
}
