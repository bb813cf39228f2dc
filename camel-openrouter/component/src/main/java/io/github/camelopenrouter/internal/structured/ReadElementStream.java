package io.github.camelopenrouter.internal.structured;

import java.util.concurrent.Executor;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.stream.ReadStream;
import io.github.camelopenrouter.internal.stream.UnreadQueue;
import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.model.StreamElement;

/** Reads a queue of what becomes objects, and makes them: on its reader's thread. */
public final class ReadElementStream extends ReadStream<Streamed, StreamElement> implements ElementStream {
    /** Makes parts of what was in the queue, one after the other. */
    interface Maker {
        /** As {@link ReadStream#part}. */
        StreamElement part(Streamed element);

        /** As {@link ReadStream#failed}. */
        default OpenRouterException failed(OpenRouterException failure) {
            return failure;
        }
    }

    private final Maker maker;

    ReadElementStream(UnreadQueue<Streamed> delivery, Executor worker, Runnable cancel, Maker maker) {
        super(delivery, worker, cancel);
        this.maker = maker;
    }

    @Override
    protected StreamElement part(Streamed element) {
        return maker.part(element);
    }

    @Override
    protected boolean last(StreamElement part) {
        return part.last();
    }

    @Override
    protected OpenRouterException failed(OpenRouterException failure) {
        return maker.failed(failure);
    }

    @Override
    public StreamElement rest() {
        while (hasNext()) {
            StreamElement part = next();
            if (part.last()) {
                return part;
            }
        }
        throw closed("its reader");
    }

    /** Says what it is and reads nothing: a log must not eat the answer. */
    @Override
    public String toString() {
        return "ElementStream[" + state() + "]";
    }
}
