package io.github.camelopenrouter.internal.stream;

import java.io.Closeable;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * Hears how a stream begins, once: opened, or failed before any content came. What happens after opening is told by the stream
 * itself. Called on an I/O thread, the timer's or a settling one: must not block, and no route may go on there.
 *
 * @param <S> how the stream is read
 */
public interface StreamOpening<S extends Closeable> {
    /**
     * @param generationId null where the service sent none
     */
    void opened(S stream, String generationId);

    void failed(OpenRouterException failure);

    /**
     * The call behind the stream is over, well or not, read or not. Comes before {@link #failed} where that comes too, on any
     * thread: must not block.
     */
    void ended();
}
