package io.github.camelopenrouter.internal.call;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * Hears one call: any number of events, then exactly one of completed and failed. Events and comments come on an I/O thread and
 * must not block; the end comes on a settling thread, unless {@link #endsAnywhere}.
 */
public interface CallListener {
    /**
     * One event of a stream, or the one JSON answer that came instead; the array is valid during the call only.
     *
     * @param text new text; empty for none
     * @param reasoning new reasoning, or null
     * @param control to be given {@code length} bytes back once, when the event was taken by its reader
     */
    default void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        control.release(length);
    }

    /**
     * The head of an answer has come, of whatever kind.
     *
     * @param generationId null where the service named none
     */
    default void answering(String generationId) {}

    /** A keep-alive comment of a stream. */
    default void comment() {}

    /** Another attempt begins: what came so far had no content and counts for nothing. */
    default void again() {}

    /** The first content has come: from here on nothing is sent again. */
    default void content(String generationId) {}

    /** Whether {@link #completed} and {@link #failed} may come on an I/O thread, because they never block or call a route. */
    default boolean endsAnywhere() {
        return false;
    }

    /**
     * What the service said was used by an answer that failed, where it said so. Comes before {@link #failed}, and before another
     * attempt.
     */
    default void used(Usage usage) {}

    void completed(ChatResponse response);

    void failed(OpenRouterException failure);

    /** How a reader steers the attempt behind its events. */
    interface CallControl {
        /** Gives bytes back, so that more may be read. */
        void release(int bytes);
    }
}
