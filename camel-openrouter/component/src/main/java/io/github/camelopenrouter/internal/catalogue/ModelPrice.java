package io.github.camelopenrouter.internal.catalogue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.BeyondText;
import io.github.camelopenrouter.internal.wire.Numbers;

/**
 * What a model can cost: all that its providers ask for it.
 *
 * @param offers at least one; empty for a model whose price nobody can know before the call
 * @param readsFiles whether the model reads documents itself
 * @param exists false where the service has no model of this name
 */
public record ModelPrice(List<Offer> offers, boolean readsFiles, boolean exists) {
    static final ModelPrice UNKNOWN = new ModelPrice(List.of(), false, true);
    static final ModelPrice NO_SUCH_MODEL = new ModelPrice(List.of(), false, false);

    /** Dollars; nothing that is sold costs more for one token, or for one call. A dearer price was written by mistake or in malice. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000);

    /** Input tokens are billed as one of these; which, is known afterwards. */
    private static final List<String> INPUT = List.of("prompt", "input_cache_write", "input_cache_write_1h");

    /** Tokens of images and sound in a prompt, where these have prices of their own. */
    private static final List<String> MEDIA = List.of("image_token", "audio", "input_audio_cache");

    private static final List<String> OUTPUT =
            List.of("completion", "internal_reasoning", "image_output", "audio_output");

    /**
     * One price list.
     *
     * @param fromTokens of the prompt on which it counts
     * @param input dollars per token
     * @param output dollars per token
     * @param request dollars per call
     * @param image dollars per image of a prompt, beside its tokens
     * @param media dollars per token of images and sound
     * @param context most tokens of a prompt; null where nobody says
     */
    record Offer(
            long fromTokens,
            BigDecimal input,
            BigDecimal output,
            BigDecimal request,
            BigDecimal image,
            BigDecimal media,
            Long context) {}

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

    /**
     * Most that a call costs whose prompt has more than text.
     *
     * @param textTokens of the prompt
     * @return null where its tokens are bounded by nothing but the context, and nobody says how large that is
     */
    public BigDecimal atMost(long textTokens, long completionTokens, BeyondText beyond) {
        if (beyond.isNothing()) {
            return atMost(textTokens, completionTokens);
        }
        BigDecimal most = BigDecimal.ZERO;
        for (Offer offer : offers) {
            if (beyond.fillsContext() && offer.context == null) {
                return null;
            }
            long tokens =
                    beyond.fillsContext() ? Math.max(offer.context, textTokens) : textTokens + beyond.mediaTokens();
            if (offer.fromTokens <= tokens) {
                BigDecimal input = beyond.mediaTokens() > 0 ? offer.media.max(offer.input) : offer.input;
                BigDecimal round = input.multiply(BigDecimal.valueOf(tokens))
                        .add(offer.output.multiply(BigDecimal.valueOf(completionTokens)))
                        .add(offer.image.multiply(BigDecimal.valueOf(beyond.images())))
                        .add(offer.request);
                most = most.max(round.multiply(BigDecimal.valueOf(beyond.rounds())));
            }
        }
        return most.add(beyond.fees(readsFiles));
    }

    /** Of the answer of {@code /models/{author}/{slug}/endpoints}. */
    static ModelPrice ofEndpoints(JsonNode answer) {
        List<Offer> offers = new ArrayList<>();
        for (JsonNode endpoint : answer.path("data").path("endpoints")) {
            if (!add(offers, endpoint.path("pricing"), endpoint.get("context_length"))) {
                return UNKNOWN;
            }
        }
        return new ModelPrice(List.copyOf(offers), readsFiles(answer.path("data")), true);
    }

    /** Of one element of {@code /models}. */
    static ModelPrice ofModel(JsonNode model) {
        List<Offer> offers = new ArrayList<>();
        return add(offers, model.path("pricing"), model.get("context_length"))
                ? new ModelPrice(List.copyOf(offers), readsFiles(model), true)
                : UNKNOWN;
    }

    private static boolean readsFiles(JsonNode model) {
        for (JsonNode modality : model.path("architecture").path("input_modalities")) {
            if (modality.asText().equals("file")) {
                return true;
            }
        }
        return false;
    }

    /** Adds a price list and what it says of long prompts and of hours; false where one of its prices is not fixed. */
    private static boolean add(List<Offer> offers, JsonNode pricing, JsonNode context) {
        Long tokens = Numbers.count(context);
        Offer free = new Offer(0, null, null, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, tokens);
        Offer base = offer(pricing, free, 0);
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
        BigDecimal image = dearest(pricing, List.of("image"), base.image);
        BigDecimal media = dearest(pricing, MEDIA, base.media);
        boolean known = fixed(input) && fixed(output) && fixed(request) && fixed(image) && fixed(media);
        return known ? new Offer(fromTokens, input, output, request, image, media, base.context) : null;
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
