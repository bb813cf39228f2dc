package io.github.camelopenrouter.examples.quarkus;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** The models that OpenRouter has now, with their prices. */
@Path("/models")
@Blocking
public class ModelsResource {
    private final ModelList models;

    @Inject
    ModelsResource(ModelList models) {
        this.models = models;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<List<Model>> models() {
        return models.get();
    }
}
