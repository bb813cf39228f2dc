package io.github.camelopenrouter.client;

import java.util.concurrent.Executor;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;

/** Makes chunks of events; those without content are not worth an element. */
final class ChatFeed extends StreamFeed<ChatChunk, ChatStream> {
    private int index;

    ChatFeed(StreamListener<ChatStream> listener, Executor routes) {
        super(listener, (delivery, cancel) -> new ChatStream(delivery, routes, cancel));
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (text.isEmpty() && reasoning == null) {
            control.release(length);
        } else {
            delivery.put(new ChatChunk(index++, text, reasoning, null), length, control);
        }
    }

    @Override
    void last(ChatResponse response) {
        delivery.put(new ChatChunk(index, "", null, response), 0, released -> {});
    }
}
