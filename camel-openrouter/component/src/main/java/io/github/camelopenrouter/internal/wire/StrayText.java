package io.github.camelopenrouter.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What stands in a stream of events without being of its format: an error that a gateway wrote into it, framed by nobody. */
public final class StrayText {
    private static final int MAX_LOOKS = 100;

    private final int limit;
    private ByteArrayOutputStream kept;
    private int looks;
    private boolean fresh;

    public StrayText(int limit) {
        this.limit = limit;
    }

    /** Adds a line; returns whether JSON may be whole with it. */
    public boolean add(byte[] buffer, int offset, int length) {
        if (kept == null) {
            kept = new ByteArrayOutputStream();
        }
        fresh = true;
        if (kept.size() >= limit - 1) {
            return false;
        }
        int room = Math.max(0, Math.min(length, limit - kept.size() - 1));
        kept.write(buffer, offset, room);
        kept.write('\n');
        byte last = buffer[offset + length - 1];
        return (last == '}' || last == ']') && (buffer[offset] == '{' || length == 1) && looks < MAX_LOOKS;
    }

    public boolean isEmpty() {
        return kept == null || kept.size() == 0;
    }

    /** All of it as text. */
    public String text() {
        return isEmpty() ? "" : kept.toString(StandardCharsets.UTF_8);
    }

    /** The JSON that all of it is, which is forgotten here then; null where it is none. */
    public byte[] takeJson() {
        if (isEmpty() || !fresh || looks >= MAX_LOOKS) {
            return null;
        }
        fresh = false;
        looks++;
        byte[] json = kept.toByteArray();
        if (!ErrorText.json(json, json.length).isObject()) {
            return null;
        }
        kept.reset();
        return json;
    }
}
