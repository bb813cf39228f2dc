package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds the model that a request means and the provider that serves it. */
final class Router {

    private static final Set<String> ROUTING_SUFFIXES = Set.of("nitro", "floor", "exacto", "online");
    private static final Set<String> CATALOGUE_SUFFIXES = Set.of("free", "batch", "thinking", "extended");

    private final Catalogue catalogue;
    private final Capabilities capabilities;

    Router(Catalogue catalogue, Capabilities capabilities) {
        this.catalogue = catalogue;
        this.capabilities = capabilities;
    }

    /** The first of the models that can be served. */
    Route route(ChatRequest request) {
        List<String> names = request.models();
        if (names.isEmpty()) {
            Model model = catalogue.defaultModel();
            return new Route(model.id(), model, endpoint(model, request), "direct");
        }
        ApiException first = null;
        for (String name : names) {
            try {
                return route(name, request, first == null ? null : "fallback");
            } catch (ApiException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    /** The model of that name, or the default one if there is none that answers itself. */
    Model asked(String name) {
        return catalogue.find(name).filter(model -> !model.isRouter()).orElseGet(catalogue::defaultModel);
    }

    /** The model of that name, with whatever suffixes it has. */
    Model model(String name) {
        if (name.isBlank()) {
            throw unknown("\"" + name + "\"");
        }
        String plain = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
        if (plain.isEmpty()) {
            return catalogue.defaultModel(); // a preset: the simulator knows none, so the default has to do
        }
        if (plain.startsWith("~")) {
            String family = plain.substring(1).replaceFirst("-latest$", "");
            return catalogue.newest(family).orElseThrow(() -> unknown(name));
        }
        String[] parts = plain.split(":");
        String id = parts[0];
        String catalogueSuffix = "";
        for (int i = 1; i < parts.length; i++) {
            if (CATALOGUE_SUFFIXES.contains(parts[i]) && catalogueSuffix.isEmpty()) {
                catalogueSuffix = ":" + parts[i];
            } else if (!ROUTING_SUFFIXES.contains(parts[i])) {
                throw unknown(name);
            }
        }
        if (catalogue.find(id).isEmpty()) {
            throw unknown(name);
        }
        return catalogue
                .find(id + catalogueSuffix)
                .orElseThrow(() -> ApiException.notFound("No endpoints found for " + name + "."));
    }

    private Route route(String name, ChatRequest request, String fallback) {
        Model model = model(name);
        String strategy = name.startsWith("~") ? "latest" : "direct";
        if (model.isRouter()) {
            model = catalogue.defaultModel();
            strategy = "auto";
        }
        return new Route(name, model, endpoint(model, request), fallback == null ? strategy : fallback);
    }

    private Endpoint endpoint(Model model, ChatRequest request) {
        JsonNode preferences = request.provider();
        List<String> only = strings(preferences.path("only"));
        List<String> ignored = strings(preferences.path("ignore"));
        List<String> order = strings(preferences.path("order"));
        List<Endpoint> allowed = new ArrayList<>(model.endpoints());
        allowed.removeIf(endpoint -> !only.isEmpty() && only.stream().noneMatch(endpoint::isMeantBy));
        allowed.removeIf(endpoint -> ignored.stream().anyMatch(endpoint::isMeantBy));
        boolean pinned =
                !order.isEmpty() && !preferences.path("allow_fallbacks").asBoolean(true);
        if (pinned) {
            allowed.removeIf(endpoint -> order.stream().noneMatch(endpoint::isMeantBy));
        }
        if (allowed.isEmpty()) {
            throw ApiException.notFound("No allowed providers are available for the selected model.");
        }
        List<Endpoint> qualified = capabilities.qualified(model, allowed, request);
        for (String slug : order) {
            for (Endpoint endpoint : qualified) {
                if (endpoint.isMeantBy(slug)) {
                    return endpoint;
                }
            }
        }
        return qualified.get(0);
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    private static ApiException unknown(String name) {
        return ApiException.badRequest(name + " is not a valid model ID");
    }
}
