package io.github.camelopenrouter.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * The text of a {@link ChatStream} in UTF-8, each read returning what has come. A failed answer ends in an {@link IOException}
 * whose cause is the {@link OpenRouterException}; closing closes the stream.
 */
public final class TextInputStream extends InputStream {
    private final ChatStream stream;
    private byte[] current = {};
    private int position;
    private boolean complete;

    public TextInputStream(ChatStream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        return fill() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == current.length) {
            if (complete) {
                return false;
            }
            if (!stream.hasNext()) {
                throw new IOException("the stream was closed");
            }
            try {
                var chunk = stream.next();
                complete = chunk.last();
                current = chunk.text().getBytes(StandardCharsets.UTF_8);
                position = 0;
            } catch (OpenRouterException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        stream.close();
    }
}
