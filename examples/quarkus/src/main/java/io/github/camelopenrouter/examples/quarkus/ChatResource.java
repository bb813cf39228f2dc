package io.github.camelopenrouter.examples.quarkus;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.github.camelopenrouter.model.ChatChunk;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The answer in one piece, or while the model writes it. A route begins on a thread of the worker pool, because a route may have steps
 * that wait; while the model thinks and writes, no thread is held.
 */
@Path("/chat")
@Blocking
public class ChatResource {
    private final Chat chat;
    private final Sse sse;

    @Inject
    ChatResource(Chat chat, Sse sse) {
        this.chat = chat;
        this.sse = sse;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Reply> whole(Question body) {
        Question question = Question.checked(body);
        return chat.ask(question).collect().last().map(chunk -> Reply.of(chunk, question.conversation(), chat.spent()));
    }

    @POST
    @Path("/stream")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> stream(Question body) {
        return events(Question.checked(body));
    }

    /**
     * For {@code EventSource} of a browser, which only knows GET. It comes again by itself when a stream has ended; then nothing is asked,
     * and it gives up.
     */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> stream(
            @RestQuery String message,
            @RestQuery String conversation,
            @RestQuery String model,
            @RestHeader("Last-Event-ID") String seen) {
        if (seen != null) {
            throw new WebApplicationException(Response.Status.NO_CONTENT);
        }
        return events(Question.checked(new Question(message, conversation, model)));
    }

    /** The head of the response is sent before the model is asked: all that fails from there on is an event, the last one. */
    private Multi<OutboundSseEvent> events(Question question) {
        return chat.ask(question)
                .map(chunk -> event(chunk, question))
                .onFailure()
                .recoverWithItem(
                        failure -> event("problem", Problems.of(failure)).build());
    }

    private OutboundSseEvent event(ChatChunk chunk, Question question) {
        OutboundSseEvent.Builder event;
        if (chunk.last()) {
            event = event("done", Reply.of(chunk, question.conversation(), chat.spent()));
        } else if (chunk.text().isEmpty()) {
            event = event("reasoning", new Piece(chunk.reasoning()));
        } else {
            event = event("text", new Piece(chunk.text()));
        }
        return event.id(String.valueOf(chunk.index())).build();
    }

    private OutboundSseEvent.Builder event(String name, Object data) {
        return sse.newEventBuilder().name(name).data(data);
    }

    /** New text of an answer. */
    public record Piece(String text) {}
}
