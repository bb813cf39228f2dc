package io.github.camelopenrouter.model;

import java.io.Closeable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * The objects of a streamed answer while the model still writes it: the body that {@code openrouter:streaming} leaves on the exchange
 * with the option {@code streamElements} or {@code streamPartial}. What holds for a {@link ChatStream} holds for it: it is read once, as
 * an iterator or by one subscriber; whoever does not read it to its end closes it, and in a route Camel does that when the exchange is
 * done; closing cuts the connection.
 */
public interface ElementStream extends Iterator<StreamElement>, Closeable {
    /**
     * Whether the last part, or the failure that ended the answer, is still to come. Never waits. False once the reader itself has
     * closed the stream.
     */
    @Override
    boolean hasNext();

    /**
     * The next part, waiting for it; the last one carries the assembled object.
     *
     * @throws OpenRouterException where the answer failed or is not what was asked for, the stream was closed before its end, or the
     *     waiting thread was interrupted (its flag stays set, and the connection is cut)
     * @throws NoSuchElementException after the last part, or after the failure
     */
    @Override
    StreamElement next();

    /** The parts as a publisher for one subscriber, who sets the pace; called on threads of routes. Cancelling cuts the connection. */
    Flow.Publisher<StreamElement> publisher();

    /** Stops reading: the connection is cut at once, {@link #hasNext()} is false from now on. Idempotent, from any thread. */
    @Override
    void close();

    /** Waits for the last part; throws where the answer failed, or was closed or read to its end before. */
    StreamElement rest();
}
