package io.github.camelopenrouter.internal.stream;

import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

/** Reads a {@link UnreadQueue} of chunks. */
public final class ReadChatStream implements ChatStream {
    static final String ROUTE = "its route";

    private final UnreadQueue<ChatChunk> delivery;
    private final Runnable cancel;
    private final Executor worker;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile BooleanSupplier abandoned = () -> false;
    private volatile boolean exhausted;
    private volatile boolean complete;

    ReadChatStream(UnreadQueue<ChatChunk> delivery, Executor worker, Runnable cancel) {
        this.delivery = delivery;
        this.worker = worker;
        this.cancel = cancel;
    }

    /**
     * Lets the stream notice that its reader gave up without closing it: asked at every {@link #hasNext()}. Camel's splitter
     * walks the remaining parts after {@code stopOnException}; without this it would read, and pay for, the rest.
     */
    public void abandonWhen(BooleanSupplier condition) {
        abandoned = condition;
    }

    @Override
    public boolean hasNext() {
        if (exhausted) {
            return false;
        }
        if (abandoned.getAsBoolean()) {
            close();
        }
        return !delivery.cancelled();
    }

    @Override
    public ChatChunk next() {
        if (exhausted) {
            throw new NoSuchElementException("the answer has ended");
        }
        try {
            ChatChunk chunk = delivery.take();
            if (chunk == null) {
                throw closed("its reader");
            }
            if (chunk.last()) {
                exhausted = true;
                complete = true;
            }
            return chunk;
        } catch (OpenRouterException e) {
            exhausted = true;
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            exhausted = true;
            throw new TransportException(
                    ErrorDetails.of("OpenRouter: interrupted while waiting for the next chunk", Outcome.UNKNOWN)
                            .withErrorType("interrupted"),
                    e);
        }
    }

    @Override
    public Flow.Publisher<ChatChunk> publisher() {
        return subscriber -> ChatSubscription.start(delivery, subscriber, worker, this::close, subscribed);
    }

    @Override
    public void close() {
        if (delivery.cancel()) {
            cancel.run();
        }
    }

    /**
     * Ends the stream because the exchange it belongs to is done: like {@link #close()}, but whoever reads it in spite of that is
     * told by a failure. Idempotent, from any thread.
     */
    public void closeWithExchange() {
        if (!complete && delivery.close(closed(ROUTE))) {
            cancel.run();
        }
    }

    /** What somebody hears who reads a stream that was closed before its end. */
    static TransportException closed(String who) {
        return new TransportException(
                ErrorDetails.of(
                                "OpenRouter: the streamed answer was closed by " + who
                                        + " before it was read to its end: read it once, and within the route that asked for it",
                                Outcome.PARTIAL)
                        .withErrorType("closed"),
                null);
    }

    @Override
    public String rest() {
        StringBuilder text = new StringBuilder();
        boolean last = false;
        while (hasNext()) {
            ChatChunk chunk = next();
            last = chunk.last();
            text.append(chunk.text());
        }
        if (!last) {
            throw closed("its reader");
        }
        return text.toString();
    }

    /** Says what it is and reads nothing: a log must not eat the answer. */
    @Override
    public String toString() {
        return "ChatStream[" + (complete ? "complete" : delivery.cancelled() ? "closed" : "open") + "]";
    }
}
