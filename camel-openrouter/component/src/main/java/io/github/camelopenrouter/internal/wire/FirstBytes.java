package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells by its first bytes whether an answer is a stream of events: services and what stands between say it wrongly in the
 * {@code Content-Type}, or do not say it. Blanks and a byte order mark before them mean nothing, and are dropped.
 */
public final class FirstBytes {
    private static final byte[][] FIELDS = {bytes("data"), bytes("event"), bytes("id"), bytes("retry")};
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final boolean saidToBeEvents;
    /** No more than the longest field and one byte behind it. */
    private final byte[] held = new byte[6];

    private int length;

    /** @param saidToBeEvents what the head says, for content that tells nothing */
    public FirstBytes(boolean saidToBeEvents) {
        this.saidToBeEvents = saidToBeEvents;
    }

    /**
     * Takes as many bytes as are needed.
     *
     * @return whether these are events; null where more must come first
     */
    public Boolean areEvents(ByteBuffer bytes) {
        Boolean events = null;
        while (events == null && bytes.hasRemaining()) {
            byte next = bytes.get();
            if (length > 0 || next > ' ' || next < 0) {
                held[length++] = next;
                events = decide();
            }
        }
        return events;
    }

    private Boolean decide() {
        if (startOf(BOM)) {
            length = length == BOM.length ? 0 : length;
            return null;
        }
        if (held[0] == ':') {
            return true;
        }
        if (held[0] == '{' || held[0] == '[') {
            return false;
        }
        for (byte[] field : FIELDS) {
            if (startOf(field)) {
                return null;
            }
            boolean whole = length == field.length + 1 && Arrays.equals(held, 0, field.length, field, 0, field.length);
            if (whole && (held[field.length] == ':' || held[field.length] == '\n' || held[field.length] == '\r')) {
                return true;
            }
        }
        return saidToBeEvents;
    }

    private boolean startOf(byte[] word) {
        return length <= word.length && Arrays.equals(held, 0, length, word, 0, length);
    }

    /** What the head said. */
    public boolean saidToBeEvents() {
        return saidToBeEvents;
    }

    /** What was taken and is not told yet. */
    public ByteBuffer taken() {
        return ByteBuffer.wrap(held, 0, length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
