package io.github.camelopenrouter.examples.quarkus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;

/** The list of OpenRouter, asked for at most once in ten minutes, and by one at a time. A failure is not kept. */
@ApplicationScoped
class ModelList {
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final ObjectMapper json;
    private final Uni<List<Model>> list;

    private volatile boolean known;
    private volatile long since;

    @Inject
    ModelList(ProducerTemplate template, ObjectMapper json) {
        this.json = json;
        this.list = Uni.createFrom()
                .completionStage(() -> template.asyncSend("direct:models", exchange -> {}))
                .map(this::read)
                .invoke(() -> {
                    since = System.nanoTime();
                    known = true;
                })
                .memoize()
                .until(() -> !known || System.nanoTime() - since > FRESH.toNanos());
    }

    Uni<List<Model>> get() {
        return list;
    }

    private List<Model> read(Exchange answered) {
        if (answered.getException() != null) {
            throw new CatalogueException(answered.getException());
        }
        try {
            List<Model> models = new ArrayList<>();
            for (JsonNode listed :
                    json.readTree(answered.getMessage().getBody(byte[].class)).path("data")) {
                Model model = Model.of(listed);
                if (model != null) {
                    models.add(model);
                }
            }
            models.sort(Comparator.comparing(Model::name, String.CASE_INSENSITIVE_ORDER));
            return models;
        } catch (IOException e) {
            throw new CatalogueException(e);
        }
    }
}
