package io.github.camelopenrouter.simulator.service;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** What models can do where they run. Immutable. */
final class Capabilities {

    private static final String RESPONSE_FORMAT = "response_format";
    private static final String STRUCTURED_OUTPUTS = "structured_outputs";
    private static final List<String> PARAMETERS = List.of(
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "top_a",
            "frequency_penalty",
            "presence_penalty",
            "repetition_penalty",
            "seed",
            "max_tokens",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "stop",
            "tools",
            "tool_choice",
            "reasoning",
            "reasoning_effort",
            "include_reasoning");

    private final Map<String, Obedience> obediences;

    /** @param obediences by what names a provider, an endpoint or a model; the listing decides for all others */
    Capabilities(Map<String, Obedience> obediences) {
        this.obediences = Map.copyOf(obediences);
    }

    /**
     * The endpoints that may serve a request.
     *
     * @throws ApiException if there is none
     */
    List<Endpoint> qualified(Model model, List<Endpoint> endpoints, ChatRequest request) {
        checkMedia(model, request);
        checkTools(model, endpoints, request);
        List<Endpoint> qualified = endpoints.stream()
                .filter(endpoint -> isQualified(model, endpoint, request))
                .toList();
        if (qualified.isEmpty()) {
            throw ApiException.notFound(
                    "No endpoints found that can handle the requested parameters. To learn more about provider routing,"
                            + " visit: https://openrouter.ai/docs/guides/routing/provider-selection");
        }
        return qualified;
    }

    /** What becomes of the format that a request wants. */
    Obedience obedience(Route route, ResponseFormat format) {
        Obedience told = told(route.model(), route.endpoint());
        if (told != null || !format.isJson()) {
            return told == null ? Obedience.IGNORED : told;
        }
        return supported(route.model(), route.endpoint()).contains(format.parameter())
                ? Obedience.HONOURED
                : Obedience.IGNORED;
    }

    /** What the endpoint lists as its parameters. */
    Set<String> supported(Model model, Endpoint endpoint) {
        Set<String> supported = new LinkedHashSet<>();
        model.listing().path("supported_parameters").forEach(name -> supported.add(name.asText()));
        Obedience told = told(model, endpoint);
        if (told == Obedience.HONOURED || told == Obedience.DAMAGED) {
            supported.addAll(List.of(RESPONSE_FORMAT, STRUCTURED_OUTPUTS));
        } else if (told != null) {
            supported.removeAll(List.of(RESPONSE_FORMAT, STRUCTURED_OUTPUTS));
        }
        return supported;
    }

    private boolean isQualified(Model model, Endpoint endpoint, ChatRequest request) {
        Set<String> supported = supported(model, endpoint);
        ResponseFormat format = request.format();
        boolean strict = format.isSchema() && format.strict() && told(model, endpoint) == null;
        return (!strict || supported.contains(STRUCTURED_OUTPUTS))
                && (!request.provider().path("require_parameters").asBoolean() || supported.containsAll(sent(request)));
    }

    private static void checkMedia(Model model, ChatRequest request) {
        String unknown = request.media().unknownTo(model);
        if (unknown != null) {
            throw ApiException.notFound("No endpoints found that support " + unknown);
        }
        if (!request.output().isMetBy(model)) {
            throw ApiException.notFound("No endpoints found that support the requested output modalities: "
                    + String.join(", ", request.output().modalities()));
        }
    }

    private void checkTools(Model model, List<Endpoint> endpoints, ChatRequest request) {
        boolean able = endpoints.stream()
                .anyMatch(endpoint -> supported(model, endpoint).contains("tools"));
        if (!able && !request.offered().isEmpty()) {
            throw ApiException.notFound(
                    "No endpoints found that support tool use. To learn more about provider routing,"
                            + " visit: https://openrouter.ai/docs/guides/routing/provider-selection");
        }
    }

    private static Set<String> sent(ChatRequest request) {
        JsonNode body = request.body();
        Set<String> sent = new LinkedHashSet<>(PARAMETERS);
        sent.removeIf(name -> !body.hasNonNull(name));
        if (body.hasNonNull("max_completion_tokens")) {
            sent.add("max_tokens");
        }
        if (request.format().isJson()) {
            sent.add(request.format().parameter());
        }
        return sent;
    }

    /** What was told about the endpoint, its provider or the model, in this order; null for nothing. */
    private Obedience told(Model model, Endpoint endpoint) {
        for (String name : List.of(endpoint.tag(), endpoint.provider().slug(), model.id(), model.slug())) {
            if (obediences.containsKey(name)) {
                return obediences.get(name);
            }
        }
        return null;
    }
}
