package io.github.camelopenrouter.internal.catalogue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.Numbers;

/**
 * What a model can cost: all that its providers ask for it.
 *
 * @param offers at least one; empty for a model whose price nobody can know before the call
 * @param exists false where the service has no model of this name
 */
public record ModelPrice(List<Offer> offers, boolean exists) {
    static final ModelPrice UNKNOWN = new ModelPrice(List.of(), true);
    static final ModelPrice NO_SUCH_MODEL = new ModelPrice(List.of(), false);

    /** Dollars; nothing that is sold costs more for one token, or for one call. A dearer price was written by mistake or in malice. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000);

    /** Input tokens are billed as one of these; which, is known afterwards. */
    private static final List<String> INPUT = List.of("prompt", "input_cache_write", "input_cache_write_1h");

    private static final List<String> OUTPUT =
            List.of("completion", "internal_reasoning", "image_output", "audio_output");

    /**
     * One price list.
     *
     * @param fromTokens of the prompt on which it counts
     * @param input dollars per token
     * @param output dollars per token
     * @param request dollars per call
     */
    record Offer(long fromTokens, BigDecimal input, BigDecimal output, BigDecimal request) {}

    public boolean known() {
        return !offers.isEmpty();
    }

    /** Most that a call with so many tokens costs. */
    public BigDecimal atMost(long promptTokens, long completionTokens) {
        BigDecimal most = BigDecimal.ZERO;
        for (Offer offer : offers) {
            if (offer.fromTokens <= promptTokens) {
                BigDecimal cost = offer.input
                        .multiply(BigDecimal.valueOf(promptTokens))
                        .add(offer.output.multiply(BigDecimal.valueOf(completionTokens)))
                        .add(offer.request);
                most = most.max(cost);
            }
        }
        return most;
    }

    /** Of the answer of {@code /models/{author}/{slug}/endpoints}. */
    static ModelPrice ofEndpoints(JsonNode answer) {
        List<Offer> offers = new ArrayList<>();
        for (JsonNode endpoint : answer.path("data").path("endpoints")) {
            if (!add(offers, endpoint.path("pricing"))) {
                return UNKNOWN;
            }
        }
        return new ModelPrice(List.copyOf(offers), true);
    }

    /** Of one element of {@code /models}. */
    static ModelPrice ofModel(JsonNode model) {
        List<Offer> offers = new ArrayList<>();
        return add(offers, model.path("pricing")) ? new ModelPrice(List.copyOf(offers), true) : UNKNOWN;
    }

    /** Adds a price list and what it says of long prompts and of hours; false where one of its prices is not fixed. */
    private static boolean add(List<Offer> offers, JsonNode pricing) {
        Offer base = offer(pricing, new Offer(0, null, null, BigDecimal.ZERO), 0);
        if (base == null) {
            return false;
        }
        offers.add(base);
        for (JsonNode override : pricing.path("overrides")) {
            Offer other = offer(override, base, fromTokens(override.get("min_prompt_tokens")));
            if (other == null) {
                return false;
            }
            offers.add(other);
        }
        return true;
    }

    /** Null where a price is missing or not fixed. */
    private static Offer offer(JsonNode pricing, Offer base, long fromTokens) {
        BigDecimal input = dearest(pricing, INPUT, base.input);
        BigDecimal output = dearest(pricing, OUTPUT, base.output);
        BigDecimal request = dearest(pricing, List.of("request"), base.request);
        boolean known = fixed(input) && fixed(output) && fixed(request);
        return known ? new Offer(fromTokens, input, output, request) : null;
    }

    private static boolean fixed(BigDecimal price) {
        return price != null && price.signum() >= 0 && price.compareTo(MOST) <= 0;
    }

    /** The dearest of these; -1 where one is not fixed; what the base says where there is none. */
    private static BigDecimal dearest(JsonNode pricing, List<String> names, BigDecimal base) {
        BigDecimal dearest = base;
        for (String name : names) {
            JsonNode price = pricing.get(name);
            if (price == null || price.isNull()) {
                continue;
            }
            BigDecimal value = Numbers.amount(price);
            if (!fixed(value)) {
                return BigDecimal.ONE.negate();
            }
            dearest = dearest == null ? value : dearest.max(value);
        }
        return dearest;
    }

    /** Where that cannot be read, it counts for every prompt. */
    private static long fromTokens(JsonNode tokens) {
        Long count = Numbers.count(tokens);
        return count == null ? 0 : count;
    }
}
