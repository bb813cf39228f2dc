package io.github.camelopenrouter.internal.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Splits bytes into <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">server-sent
 * events</a> with their ids, by which a stream goes on after a cut. Lines that are of no field are passed over. Not thread-safe.
 */
final class Events {
    /** Hears what is in the stream, in its order. */
    interface Sink {
        /** The data of an event of the type {@code message}. */
        void event(byte[] data);

        /** The id of the last event that was complete. */
        void id(String id);

        /** How long to wait before the stream is asked for again. */
        void retry(long millis);
    }

    private static final int LONGEST_ID = 1_024;

    private final int most;
    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(1024);
    private boolean hasData;
    private boolean afterReturn;
    private boolean first = true;
    private String type = "";
    private String id;

    /**
     * @param most bytes of one event
     */
    Events(int most, Sink sink) {
        this.most = most;
        this.sink = sink;
    }

    /** Reads all of it. Returns false where an event is too long, which ends the stream. */
    boolean feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            int end = start;
            while (end < bytes.limit() && bytes.get(end) != '\n' && bytes.get(end) != '\r') {
                end++;
            }
            if (end - start > most - line.size() - data.size()) {
                return false;
            }
            byte[] part = new byte[end - start];
            bytes.get(part);
            line.write(part, 0, part.length);
            if (end > start) {
                afterReturn = false;
            }
            if (end < bytes.limit()) {
                byte ending = bytes.get();
                if (ending != '\n' || !afterReturn) {
                    complete();
                }
                afterReturn = ending == '\r';
            }
        }
        return true;
    }

    private void complete() {
        byte[] whole = line.toByteArray();
        line.reset();
        int from = 0;
        if (first) {
            first = false;
            boolean mark =
                    whole.length >= 3 && whole[0] == (byte) 0xEF && whole[1] == (byte) 0xBB && whole[2] == (byte) 0xBF;
            from = mark ? 3 : 0;
        }
        if (from == whole.length) {
            dispatch();
            return;
        }
        int colon = from;
        while (colon < whole.length && whole[colon] != ':') {
            colon++;
        }
        int value = Math.min(whole.length, colon + 1);
        if (value < whole.length && whole[value] == ' ') {
            value++;
        }
        if (colon > from && colon - from <= 5) {
            field(new String(whole, from, colon - from, StandardCharsets.UTF_8), whole, value);
        }
    }

    private void field(String name, byte[] whole, int value) {
        if (name.equals("data")) {
            if (hasData) {
                data.write('\n');
            }
            hasData = true;
            data.write(whole, value, whole.length - value);
        } else if (whole.length - value <= LONGEST_ID) {
            String text = new String(whole, value, whole.length - value, StandardCharsets.UTF_8);
            switch (name) {
                case "event" -> type = text.trim();
                case "id" -> id = text.chars().allMatch(c -> c >= ' ' && c <= '~') ? text : id;
                case "retry" -> {
                    if (text.matches("[0-9]{1,9}")) {
                        sink.retry(Long.parseLong(text));
                    }
                }
                default -> {
                    // of no meaning here
                }
            }
        }
    }

    private void dispatch() {
        if (id != null) {
            sink.id(id);
            id = null;
        }
        if (data.size() > 0 && (type.isEmpty() || type.equals("message"))) {
            sink.event(data.toByteArray());
        }
        data.reset();
        hasData = false;
        type = "";
    }
}
