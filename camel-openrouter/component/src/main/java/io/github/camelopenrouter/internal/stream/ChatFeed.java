package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.Executor;

import io.github.camelopenrouter.internal.wire.TextPieces;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;

/** Makes chunks of events, of whole characters; those without content are not worth an element. */
class ChatFeed extends StreamFeed<ChatChunk, ReadChatStream> {
    private final TextPieces texts = new TextPieces();
    private final TextPieces thoughts = new TextPieces();
    private int index;

    ChatFeed(StreamOpening<ReadChatStream> listener, Executor routes) {
        super(listener, (delivery, cancel) -> new ReadChatStream(delivery, routes, cancel));
    }

    @Override
    public void again() {
        super.again();
        forget();
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        String whole = texts.next(text);
        String thought = reasoning == null ? "" : thoughts.next(reasoning);
        if (whole.isEmpty() && thought.isEmpty()) {
            control.release(length);
        } else {
            put(whole, thought, length, control);
        }
    }

    private void put(String text, String thought, int length, CallControl control) {
        put(new ChatChunk(index(), text, thought.isEmpty() ? null : thought, null), length, control);
    }

    /** Of the next chunk. */
    final int index() {
        return index++;
    }

    /** Adds what is left of characters that came in pieces: nothing follows to complete them. */
    final void rest() {
        String text = texts.rest();
        String thought = thoughts.rest();
        if (!text.isEmpty() || !thought.isEmpty()) {
            put(text, thought, 0, released -> {});
        }
    }

    /** Forgets what is left of characters that came in pieces. */
    final void forget() {
        texts.rest();
        thoughts.rest();
    }

    @Override
    protected void last(ChatResponse response) {
        rest();
        put(new ChatChunk(index(), "", null, response));
    }
}
