package io.github.camelopenrouter.internal.stream;

import java.io.Closeable;
import java.util.List;
import java.util.function.Consumer;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

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

    /**
     * The whole answer has come, and its reader does not know yet that it is whole.
     *
     * @param added what was said behind the question, the answer included
     * @param then to be told once, now or later and from any thread, that the reader may know; or why it must hear a failure instead
     */
    default void whole(ChatResponse response, List<ChatMessage> added, Consumer<OpenRouterException> then) {
        then.accept(null);
    }

    /**
     * The answer was cut, and its reader does not know yet.
     *
     * @param added what was said whole before it
     * @param then to be told once, now or later and from any thread, with the failure that the reader hears
     */
    default void cut(OpenRouterException failure, List<ChatMessage> added, Consumer<OpenRouterException> then) {
        then.accept(failure);
    }
}
