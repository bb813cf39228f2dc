package io.github.camelopenrouter.internal.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/** A request's body. HttpClient's own makes the text of the content type anew each time that it is asked for it, which is twice a call. */
final class JsonBody implements AsyncEntityProducer {
    /** At once: the JDK copies all of what it is given into memory outside of the heap, and the thread keeps that. */
    private static final int MOST = 256 * 1024;

    private final ByteBuffer left;
    private final int length;

    JsonBody(byte[] json) {
        left = ByteBuffer.wrap(json);
        length = json.length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public String getContentType() {
        return "application/json; charset=UTF-8";
    }

    @Override
    public String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return false;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }

    @Override
    public int available() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        int written = MOST;
        while (left.hasRemaining() && written == MOST) {
            ByteBuffer some = left.slice(left.position(), Math.min(MOST, left.remaining()));
            written = channel.write(some);
            left.position(left.position() + written);
        }
        if (!left.hasRemaining()) {
            channel.endStream();
        }
    }

    @Override
    public void failed(Exception cause) {
        // the exchange hears of it, too
    }

    /** Also before the body is written again, to a proxy that asked for its password. */
    @Override
    public void releaseResources() {
        left.clear();
    }
}
