package io.github.camelopenrouter.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * A streamed answer as bytes, each read returning what has come and waiting only where nothing has. A failed answer ends in an
 * {@link IOException} whose cause is the {@link OpenRouterException}. One thread reads; closing, from any thread, cuts the
 * connection.
 */
public final class StreamInput extends InputStream {
    private static final byte[] NOTHING = {};

    private final Delivery<byte[]> delivery;
    private final Runnable cancel;
    private byte[] current = NOTHING;
    private int position;
    private boolean end;

    StreamInput(Delivery<byte[]> delivery, Runnable cancel) {
        this.delivery = delivery;
        this.cancel = cancel;
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

    @Override
    public int available() {
        return current.length - position;
    }

    private boolean fill() throws IOException {
        while (position == current.length) {
            if (end) {
                return false;
            }
            try {
                byte[] next = delivery.take();
                if (next == null) {
                    end = true;
                    if (delivery.cancelled()) {
                        throw new IOException("the stream was closed");
                    }
                    return false;
                }
                current = next;
                position = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                throw (IOException) new InterruptedIOException("interrupted while waiting for the answer").initCause(e);
            } catch (OpenRouterException e) {
                end = true;
                throw new IOException(e.getMessage(), e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (delivery.cancel()) {
            cancel.run();
        }
    }
}
