package io.github.camelopenrouter.internal.stream;

import java.nio.charset.StandardCharsets;

import io.github.camelopenrouter.model.ChatResponse;

/** Passes events on as they came, comments included: a browser's connection needs its keep-alives too. */
final class SseFeed extends StreamFeed<byte[], AnswerInputStream> {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    SseFeed(StreamOpening<AnswerInputStream> listener) {
        super(listener, AnswerInputStream::of);
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (length == 0) {
            // text without an event of its own
            control.release(0);
            return;
        }
        byte[] frame = new byte[DATA.length + length + 2];
        System.arraycopy(DATA, 0, frame, 0, DATA.length);
        for (int i = 0; i < length; i++) {
            byte b = buffer[offset + i];
            // one line: JSON means the same with a blank for a line end
            frame[DATA.length + i] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        put(frame, length, control);
    }

    @Override
    public void comment() {
        // a reader that stands still must not collect keep-alives
        if (delivery.isEmpty()) {
            put(KEEP_ALIVE, 0, released -> {});
        }
    }

    @Override
    protected void last(ChatResponse response) {
        delivery.put(DONE, 0, released -> {});
    }
}
