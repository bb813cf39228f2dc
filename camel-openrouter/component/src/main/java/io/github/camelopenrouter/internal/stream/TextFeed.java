package io.github.camelopenrouter.internal.stream;

import io.github.camelopenrouter.model.ChatResponse;

/** Passes the text on as UTF-8, nothing else. */
final class TextFeed extends StreamFeed<byte[], AnswerInputStream> {
    private final Utf8Pieces utf8 = new Utf8Pieces();

    TextFeed(StreamOpening<AnswerInputStream> listener) {
        super(listener, AnswerInputStream::of);
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (text.isEmpty()) {
            control.release(length);
        } else {
            put(utf8.next(text), length, control);
        }
    }

    @Override
    protected void last(ChatResponse response) {
        delivery.put(utf8.rest(), 0, released -> {});
    }
}
