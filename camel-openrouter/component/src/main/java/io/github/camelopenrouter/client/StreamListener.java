package io.github.camelopenrouter.client;

import java.io.Closeable;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * Hears how a stream begins, once, on the executor that was given for it: opened, or failed before any content came. What happens after opening is
 * told by the stream itself.
 *
 * @param <S> how the stream is read
 */
public interface StreamListener<S extends Closeable> {
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
