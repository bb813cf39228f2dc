package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.Executor;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

/** Reads a {@link UnreadQueue} of chunks. */
public final class ReadChatStream extends ReadStream<ChatChunk, ChatChunk> implements ChatStream {
    ReadChatStream(UnreadQueue<ChatChunk> delivery, Executor worker, Runnable cancel) {
        super(delivery, worker, cancel);
    }

    @Override
    protected ChatChunk part(ChatChunk chunk) {
        return chunk;
    }

    @Override
    protected boolean last(ChatChunk chunk) {
        return chunk.last();
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
        return "ChatStream[" + state() + "]";
    }
}
