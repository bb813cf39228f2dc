package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Splits bytes into <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">server-sent
 * events</a>. Lines end with LF, CR or CRLF, wherever reads cut them; bytes are decoded by nobody before a line is complete, so
 * a code point may straddle reads. An event cut off by the end of the stream is dropped, as the standard
 * asks, unless {@link #end} is called.
 *
 * <p>Not thread-safe. Holds one event at a time in one buffer that grows as needed up to the limit, and is given back after a large
 * event.
 */
public final class SseParser {
    /** Hears events and comments in the order of the stream. */
    public interface Sink {
        /**
         * The data of one event, its lines joined by LF; the array is valid during the call only. Empty for an event that is named
         * an error and has none.
         *
         * @param type what an {@code event} line named it, cut where it is long; null where none did
         * @return false to stop parsing: what follows in the buffer is not looked at
         */
        boolean event(String type, byte[] buffer, int offset, int length);

        /**
         * A line that is not of this format at all, such as JSON, a page or a sentence that something between wrote into the
         * stream; the array is valid during the call only.
         *
         * @return false to stop parsing
         */
        boolean stray(byte[] buffer, int offset, int length);

        /** A line that begins with a colon: proof of life and nothing else. */
        void comment();
    }

    /** An event does not fit the limit. */
    public static final class TooLong extends Exception {
        private static final long serialVersionUID = 1L;

        TooLong(int limit) {
            super("a server-sent event is longer than " + limit + " bytes");
        }
    }

    /** So much is kept from one event to the next: more than nearly every event has. */
    private static final int KEPT = 16 * 1024;

    private static final int LONGEST_NAME = 64;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int limit;
    private byte[] buffer;
    private int length;
    private int lineStart;
    private int dataStart = -1;
    private int dataEnd;
    private String type;
    private boolean skipLineFeed;
    private boolean first = true;

    public SseParser(int limit) {
        this.limit = limit;
        this.buffer = new byte[Math.min(1024, limit)];
    }

    /** Parses all of {@code source}, or up to the event that the sink stopped at. Returns false in the latter case. */
    public boolean feed(ByteBuffer source, Sink sink) throws TooLong {
        while (source.hasRemaining()) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (source.get(source.position()) == '\n') {
                    source.get();
                    continue;
                }
            }
            append(source, untilLineEnd(source));
            if (source.hasRemaining()) {
                skipLineFeed = source.get() == '\r';
                if (!line(sink)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The stream has ended: an event or line that nothing has ended counts as ended now. Returns false where the sink stopped. */
    public boolean end(Sink sink) throws TooLong {
        return (length == lineStart || line(sink)) && dispatch(sink);
    }

    private static int untilLineEnd(ByteBuffer source) {
        int start = source.position();
        int end = source.limit();
        for (int i = start; i < end; i++) {
            byte b = source.get(i);
            if (b == '\n' || b == '\r') {
                return i - start;
            }
        }
        return end - start;
    }

    private void append(ByteBuffer source, int count) throws TooLong {
        if (count > buffer.length - length) {
            if (count > limit - length) {
                throw new TooLong(limit);
            }
            long doubled = Math.max(length + count, length * 2L);
            buffer = Arrays.copyOf(buffer, (int) Math.min(limit, doubled));
        }
        source.get(buffer, length, count);
        length += count;
    }

    private boolean line(Sink sink) throws TooLong {
        int start = lineStart;
        if (first) {
            first = false;
            if (length - start >= 3 && Arrays.equals(buffer, start, start + 3, BOM, 0, 3)) {
                start += 3;
            }
        }
        if (start == length) {
            return dispatch(sink);
        }
        if (buffer[start] == ':') {
            length = lineStart;
            sink.comment();
            return true;
        }
        int value = dataValue(start);
        if (value < 0) {
            // id:, retry: and unknown fields carry nothing that a chat answer needs
            int end = length;
            length = lineStart;
            return field(start, end) || sink.stray(buffer, start, end - start);
        } else if (dataStart < 0) {
            dataStart = value;
            dataEnd = length;
            lineStart = length;
        } else {
            // further data lines are joined by LF
            System.arraycopy(buffer, value, buffer, dataEnd + 1, length - value);
            buffer[dataEnd] = '\n';
            dataEnd += 1 + length - value;
            length = dataEnd;
            lineStart = length;
        }
        return true;
    }

    /** Where the value of a data line begins; -1 where the line is of another field. */
    private int dataValue(int start) {
        int end = start + 4;
        if (length < end
                || buffer[start] != 'd'
                || buffer[start + 1] != 'a'
                || buffer[start + 2] != 't'
                || buffer[start + 3] != 'a') {
            return -1;
        }
        if (length == end) {
            return end;
        }
        if (buffer[end] != ':') {
            return -1;
        }
        return length > end + 1 && buffer[end + 1] == ' ' ? end + 2 : end + 1;
    }

    /** Whether the line looks like a field, one of an error excepted; an event's name is kept. */
    private boolean field(int start, int end) {
        int colon = start;
        while (colon < end && isNamePart(buffer[colon])) {
            colon++;
        }
        if (colon == start || colon < end && buffer[colon] != ':') {
            return false;
        }
        String name = text(start, colon).toLowerCase(Locale.ROOT);
        if (name.equals("event") && colon < end) {
            type = text(colon + 1, end).trim();
        }
        return !name.equals("error");
    }

    private static boolean isNamePart(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '.';
    }

    private String text(int start, int end) {
        return new String(buffer, start, Math.min(LONGEST_NAME, end - start), StandardCharsets.UTF_8);
    }

    private boolean dispatch(Sink sink) {
        int offset = dataStart;
        int size = dataEnd - dataStart;
        length = 0;
        lineStart = 0;
        dataStart = -1;
        dataEnd = 0;
        String named = type;
        type = null;
        boolean silent = offset < 0 || size == 0;
        // an error says so by its name, data or not
        boolean goOn = silent && !"error".equalsIgnoreCase(named)
                || sink.event(named, buffer, silent ? 0 : offset, silent ? 0 : size);
        if (buffer.length > KEPT) {
            buffer = new byte[KEPT / 16];
        }
        return goOn;
    }
}
