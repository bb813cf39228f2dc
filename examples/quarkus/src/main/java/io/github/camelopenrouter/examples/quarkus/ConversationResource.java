package io.github.camelopenrouter.examples.quarkus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.store.ConversationRepository;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** What was said in a conversation, for whoever knows its id. */
@Path("/conversations/{conversation}")
@Blocking
public class ConversationResource {
    private final ConversationRepository conversations;
    private final ObjectMapper json;

    @Inject
    ConversationResource(ConversationRepository conversations, ObjectMapper json) {
        this.conversations = conversations;
        this.json = json;
    }

    /**
     * @param role {@code user} or {@code assistant}
     */
    public record Said(String role, String text) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<List<Said>> read(@RestPath String conversation) {
        return Uni.createFrom()
                .completionStage(() -> conversations.load(ConversationRepository.key(null, conversation)))
                .map(kept -> said(kept.orElseThrow(NotFoundException::new).messages()));
    }

    /** Does nothing where there is none. */
    @DELETE
    public Uni<Void> forget(@RestPath String conversation) {
        return Uni.createFrom()
                .completionStage(() -> conversations.forget(ConversationRepository.key(null, conversation)))
                .replaceWithVoid();
    }

    private List<Said> said(String kept) {
        try {
            List<Said> said = new ArrayList<>();
            for (JsonNode entry : json.readTree(kept).path("messages")) {
                JsonNode message = entry.path("message");
                if (message.path("content").isTextual()) {
                    said.add(new Said(
                            message.path("role").asText(),
                            message.path("content").textValue()));
                }
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
