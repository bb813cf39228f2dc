package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body that is no stream, and was framed as server-sent events all the same: what its first event says. */
public final class FramedBody implements SseParser.Sink {
    private byte[] first;

    private FramedBody() {}

    /** The data of the first event; null where there is none. */
    public static byte[] firstEvent(byte[] body, int length) {
        FramedBody found = new FramedBody();
        SseParser parser = new SseParser(Math.max(1, length));
        try {
            if (parser.feed(ByteBuffer.wrap(body, 0, length), found)) {
                parser.end(found);
            }
        } catch (SseParser.TooLong e) {
            // no event can be longer than the body it stands in
            return null;
        }
        return found.first;
    }

    @Override
    public boolean event(String type, byte[] buffer, int offset, int length) {
        first = Arrays.copyOfRange(buffer, offset, offset + length);
        return false;
    }

    @Override
    public boolean stray(byte[] buffer, int offset, int length) {
        // a line of something else: not framed at all
        return false;
    }

    @Override
    public void comment() {
        // says nothing
    }
}
