package io.github.camelopenrouter.client;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.model.ChatResponse;

/** Passes the text on as UTF-8, nothing else. */
final class TextFeed extends StreamFeed<byte[], StreamInput> {
    TextFeed(StreamListener<StreamInput> listener, Executor opener) {
        super(listener, opener, StreamInput::new);
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (text.isEmpty()) {
            control.release(length);
        } else {
            delivery.put(text.getBytes(StandardCharsets.UTF_8), length, control);
        }
    }

    @Override
    void last(ChatResponse response) {
        // the text has been passed on; its end is the end of the stream
    }
}
