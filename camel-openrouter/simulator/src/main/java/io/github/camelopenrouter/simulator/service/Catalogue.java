package io.github.camelopenrouter.simulator.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The models, what they cost and who runs them. Immutable. */
final class Catalogue {

    private static final String RESOURCE = "catalogue.json";

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final String defaultModel;

    private Catalogue(JsonNode document) {
        for (JsonNode entry : document.path("providers")) {
            Provider provider = Provider.of((ObjectNode) entry);
            providers.put(provider.slug(), provider);
        }
        for (JsonNode entry : document.path("models")) {
            Model model = model((ObjectNode) entry);
            models.put(model.id(), model);
        }
        defaultModel = document.path("default_model").asText();
    }

    static Catalogue load() {
        try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
            return new Catalogue(Json.MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Model> models() {
        return List.copyOf(models.values());
    }

    List<Provider> providers() {
        return List.copyOf(providers.values());
    }

    /** The model with that id, or with that slug. */
    Optional<Model> find(String name) {
        Model model = models.get(name);
        if (model != null) {
            return Optional.of(model);
        }
        return models.values().stream().filter(m -> m.slug().equals(name)).findFirst();
    }

    /** The newest model of a family: {@code anthropic/claude-sonnet}. */
    Optional<Model> newest(String family) {
        return models.values().stream()
                .filter(m -> m.id().startsWith(family) && !m.id().contains(":"))
                .max((a, b) -> Long.compare(created(a), created(b)));
    }

    Model defaultModel() {
        return models.get(defaultModel);
    }

    private static long created(Model model) {
        return model.listing().path("created").asLong();
    }

    private Model model(ObjectNode entry) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (JsonNode endpoint : entry.path("endpoints")) {
            Provider provider = providers.get(endpoint.path("provider").asText());
            endpoints.add(new Endpoint(
                    provider,
                    endpoint.path("tag").asText(),
                    endpoint.path("quantization").asText(null),
                    pricing(entry, endpoint)));
        }
        ObjectNode listing = entry.deepCopy().without(List.of("endpoints"));
        return new Model(
                entry.path("id").asText(), entry.path("canonical_slug").asText(), List.copyOf(endpoints), listing);
    }

    /** What the model costs, unless this provider has a price of its own. */
    private static ObjectNode pricing(JsonNode model, JsonNode endpoint) {
        ObjectNode pricing = model.path("pricing").deepCopy();
        endpoint.path("pricing").fields().forEachRemaining(price -> pricing.set(price.getKey(), price.getValue()));
        return pricing;
    }
}
