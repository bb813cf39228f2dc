package io.github.camelopenrouter.examples.quarkus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.model.ChatChunk;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** One answer on its way from the route to whoever asked for it, who may be gone before it begins. Read once; thread-safe. */
final class Answer {
    /** The property of an exchange that has the answer to be filled. */
    static final String PROPERTY = "answer";

    private final CompletableFuture<Flow.Publisher<ChatChunk>> opened = new CompletableFuture<>();
    private volatile Exchange exchange;

    /** From the route, before it asks: what is to be cut when nobody waits any more. */
    void asks(Exchange asking) {
        exchange = asking;
        if (opened.isCancelled()) {
            interrupt();
        }
    }

    /** From the route: there is content. False where nobody waits for it any more. */
    boolean open(Flow.Publisher<ChatChunk> chunks) {
        return opened.complete(chunks);
    }

    /** From the route: it is over. Counts for nothing where the answer had begun: its reader knows already. */
    void end(Exchange ended, Throwable failure) {
        Throwable why = failure != null || ended == null ? failure : ended.getException();
        opened.completeExceptionally(
                why != null ? why : new IllegalStateException("The route ended without an answer"));
    }

    /** The chunks as they arrive. Whoever cancels cuts the connection to the service, before the first chunk, too. */
    Multi<ChatChunk> chunks() {
        return Uni.createFrom()
                .<Flow.Publisher<ChatChunk>>emitter(reader -> {
                    reader.onTermination(this::leave);
                    opened.whenComplete((chunks, failure) -> {
                        if (failure == null) {
                            reader.complete(chunks);
                        } else {
                            reader.fail(failure);
                        }
                    });
                })
                .onItem()
                .transformToMulti(chunks -> Multi.createFrom().publisher(chunks));
    }

    // tag::leave[]
    private void leave() {
        // false once there is a stream, which is cancelled instead
        if (opened.cancel(false)) {
            interrupt();
        }
    }

    /** There is no stream yet: the component cuts a call whose exchange nobody waits for any more. */
    private void interrupt() {
        Exchange asking = exchange;
        if (asking != null) {
            asking.getExchangeExtension().setInterrupted(true);
        }
    }
    // end::leave[]
}
