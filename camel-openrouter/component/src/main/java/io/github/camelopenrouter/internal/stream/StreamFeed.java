package io.github.camelopenrouter.internal.stream;

import java.io.Closeable;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.BiFunction;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.Faults;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * Fills a {@link UnreadQueue} from a call, and opens the stream with the first content: a failure before that fails the exchange
 * like that of a completion, and may still be repaired by sending again.
 *
 * @param <T> elements
 * @param <S> the stream that reads them
 */
public abstract class StreamFeed<T, S extends Closeable> implements CallListener {
    final UnreadQueue<T> delivery = new UnreadQueue<>();
    private final StreamOpening<S> listener;
    /** Until it is handed on; from then on it is its reader's. */
    private S stream;

    private volatile WeakReference<S> handedOn;
    private RunningCall call;
    private boolean opened;

    /** @param reader makes the stream of the queue and of what cuts the connection */
    protected StreamFeed(StreamOpening<S> listener, BiFunction<UnreadQueue<T>, Runnable, S> reader) {
        this.listener = listener;
        this.stream = reader.apply(delivery, this::cancel);
    }

    /** Called before the call starts. */
    void attach(RunningCall running) {
        call = running;
    }

    private void cancel() {
        cancel("cancelled", "the stream was closed before its end");
    }

    /** Cuts the connection, from any thread: whoever reads hears a failure of this type, unless the answer has ended. */
    protected final void cancel(String type, String why) {
        call.cancel(type, why);
    }

    @Override
    public void again() {
        delivery.clear();
    }

    /**
     * Adds an element. Where the stream was handed on and nobody can reach it any more, nobody will read or close it: the call ends,
     * as what is still written would be paid for nothing.
     */
    protected final void put(T element, int bytes, CallControl control) {
        WeakReference<S> reader = handedOn;
        if (reader != null && reader.refersTo(null) && delivery.cancel()) {
            call.cancel("cancelled", "the stream was left unread and forgotten");
        }
        delivery.put(element, bytes, control);
    }

    /** Adds an element that holds nothing of the connection, at the end of the answer or in between. */
    protected final void put(T element) {
        delivery.put(element, 0, released -> {});
    }

    private void opened(String generationId) {
        S opened = stream;
        stream = null;
        try {
            listener.opened(opened, generationId);
        } catch (Throwable e) {
            // who could not take it up has not heard yet that there will be no other
            listener.failed(Faults.of(e, true));
            throw e;
        }
        handedOn = new WeakReference<>(opened);
    }

    @Override
    public void content(String generationId) {
        if (open()) {
            opened(generationId);
        }
    }

    private synchronized boolean open() {
        boolean first = !opened;
        opened = true;
        return first;
    }

    /** An end is put behind what has arrived; whoever reads hears of it in its own time. */
    @Override
    public final boolean endsAnywhere() {
        return true;
    }

    /** Adds what stands at the end of a complete answer. */
    protected abstract void last(ChatResponse response);

    @Override
    public void completed(ChatResponse response) {
        completed(response, List.of(response.message()));
    }

    /** @param added what was said behind the question, the answer included */
    final void completed(ChatResponse response, List<ChatMessage> added) {
        listener.whole(response, added, unsaved -> {
            if (unsaved != null) {
                end(unsaved);
            } else {
                unkept(response);
            }
        });
    }

    /** The stream ends well, and nobody keeps what was said. */
    final void unkept(ChatResponse response) {
        try {
            end(response);
        } catch (Throwable e) {
            // whoever calls may be nobody who could tell
            end(Faults.of(e, true));
            throw e;
        }
    }

    private void end(ChatResponse response) {
        listener.ended();
        last(response);
        delivery.end(null);
        if (open()) {
            opened(response.id());
        }
    }

    @Override
    public void failed(OpenRouterException failure) {
        failed(failure, List.of());
    }

    /** @param added what was said whole before it */
    final void failed(OpenRouterException failure, List<ChatMessage> added) {
        listener.cut(failure, added, this::end);
    }

    private void end(OpenRouterException failure) {
        listener.ended();
        delivery.end(failure);
        if (open()) {
            listener.failed(failure);
        }
    }
}
