package io.github.camelopenrouter.model;

import java.io.Closeable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * A streamed answer while it arrives: the body that {@code openrouter:streaming} leaves on the exchange.
 *
 * <p>Read it once, in one of these ways: as an {@link Iterator} ({@code split(body()).streaming()}), as a {@link Flow.Publisher}
 * ({@link #publisher()}), or converted by Camel to {@code String} or {@code InputStream}. {@link #hasNext()} never waits for the
 * network: until the answer has ended there is always a next element, because the last one carries the assembled answer.
 * {@link #next()} waits.
 *
 * <p>An unread stream is still billed. Whoever does not read it to its end closes it; in a route Camel does that when the exchange
 * is done, and whoever reads it then is told so by a failure of type {@code closed}: what is left of it is never an answer. Closing
 * cuts the connection. One thread reads; closing is allowed from any.
 */
public interface ChatStream extends Iterator<ChatChunk>, Closeable {
    /**
     * Whether the last element, or the failure that ended the answer, is still to come. Never waits. False once the reader itself
     * has closed the stream.
     */
    @Override
    boolean hasNext();

    /**
     * The next chunk, waiting for it; the last one carries the assembled answer.
     *
     * @throws OpenRouterException where the answer failed, the stream was closed before its end, or the waiting thread was
     *     interrupted (its flag stays set, and the connection is cut)
     * @throws NoSuchElementException after the last element, or after the failure
     */
    @Override
    ChatChunk next();

    /**
     * The chunks as a publisher for one subscriber, who sets the pace; called on threads of routes. Cancelling cuts the
     * connection.
     */
    Flow.Publisher<ChatChunk> publisher();

    /** Stops reading: the connection is cut at once, {@link #hasNext()} is false from now on. Idempotent, from any thread. */
    @Override
    void close();

    /** Waits for the rest of the text; throws where the answer failed, or was closed or read before, and never returns a part. */
    String rest();
}
