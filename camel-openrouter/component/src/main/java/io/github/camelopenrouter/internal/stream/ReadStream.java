package io.github.camelopenrouter.internal.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;

/**
 * Reads an {@link UnreadQueue}, once: as an iterator or as a publisher.
 *
 * @param <T> what is in the queue
 * @param <P> what the reader gets
 */
public abstract class ReadStream<T, P> extends UntracedBody implements Iterator<P> {
    static final String ROUTE = "its route";

    private final UnreadQueue<T> delivery;
    private final Runnable cancel;
    private final Executor worker;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile BooleanSupplier abandoned = () -> false;
    private volatile boolean exhausted;
    private volatile boolean complete;

    /**
     * @param worker where a subscriber is called
     * @param cancel cuts the connection
     */
    protected ReadStream(UnreadQueue<T> delivery, Executor worker, Runnable cancel) {
        this.delivery = delivery;
        this.worker = worker;
        this.cancel = cancel;
    }

    /**
     * What the reader gets of an element of the queue; on its thread or the subscriber's, one after the other.
     *
     * @return null where it is not for the reader
     * @throws OpenRouterException where the stream fails with it; nothing is asked for after that
     */
    protected abstract P part(T element);

    /** Whether it is the last, which carries the answer. */
    protected abstract boolean last(P part);

    /** What the reader hears of a failure that ended the stream; on its thread or the subscriber's. */
    protected OpenRouterException failed(OpenRouterException failure) {
        return failure;
    }

    /**
     * Lets the stream notice that its reader gave up without closing it: asked at every {@link #hasNext()}. Camel's splitter
     * walks the remaining parts after {@code stopOnException}; without this it would read, and pay for, the rest.
     */
    public final void abandonWhen(BooleanSupplier condition) {
        abandoned = condition;
    }

    @Override
    public final boolean hasNext() {
        if (exhausted) {
            return false;
        }
        if (abandoned.getAsBoolean()) {
            close();
        }
        return !delivery.cancelled();
    }

    @Override
    public final P next() {
        if (exhausted) {
            throw new NoSuchElementException("the answer has ended");
        }
        try {
            P part = take();
            if (last(part)) {
                exhausted = true;
                complete = true;
            }
            return part;
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

    private P take() throws InterruptedException {
        P part = null;
        while (part == null) {
            T element;
            try {
                element = delivery.take();
            } catch (OpenRouterException e) {
                throw failed(e);
            }
            if (element == null) {
                throw closed("its reader");
            }
            part = part(element);
        }
        return part;
    }

    /** The parts as a publisher for one subscriber, who sets the pace; called on threads of routes. */
    public final Flow.Publisher<P> publisher() {
        return subscriber -> ChatSubscription.start(this, delivery, subscriber, worker, subscribed);
    }

    /** Stops reading: the connection is cut at once. Idempotent, from any thread. */
    @Override
    public final void close() {
        if (delivery.cancel()) {
            cancel.run();
        }
    }

    /**
     * Ends the stream because the exchange it belongs to is done: like {@link #close()}, but whoever reads it in spite of that is
     * told by a failure. Idempotent, from any thread.
     */
    public final void closeWithExchange() {
        if (!complete && delivery.close(closed(ROUTE))) {
            cancel.run();
        }
    }

    /** What somebody hears who reads a stream that was closed before its end. */
    protected static TransportException closed(String who) {
        return new TransportException(
                ErrorDetails.of(
                                "OpenRouter: the streamed answer was closed by " + who
                                        + " before it was read to its end: read it once, and within the route that asked for it",
                                Outcome.PARTIAL)
                        .withErrorType("closed"),
                null);
    }

    /** How far it is, in a word. */
    protected final String state() {
        return complete ? "complete" : delivery.cancelled() ? "closed" : "open";
    }
}
