package io.github.camelopenrouter.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

/**
 * A streamed answer as bytes, each read returning what has come and waiting only where nothing has. A failed answer ends in an
 * {@link IOException} whose cause is the {@link OpenRouterException}, at every further read too. One thread reads; closing, from any
 * thread, cuts the connection.
 */
public final class AnswerInputStream extends InputStream {
    /** Where the bytes come from. */
    private interface Source {
        /** The next bytes, possibly none of them, waiting for them; null at the good end. */
        byte[] next() throws InterruptedException, IOException;
    }

    private final Source source;
    private final Runnable close;
    private final Runnable closeWithExchange;
    private byte[] current = {};
    private int position;
    private boolean end;
    private IOException failure;

    private AnswerInputStream(Source source, Runnable close, Runnable closeWithExchange) {
        this.source = source;
        this.close = close;
        this.closeWithExchange = closeWithExchange;
    }

    /** Reads what a feed delivers. */
    static AnswerInputStream of(UnreadQueue<byte[]> delivery, Runnable cancel) {
        return new AnswerInputStream(
                () -> {
                    byte[] next = delivery.take();
                    if (next == null && delivery.cancelled()) {
                        throw ReadChatStream.closed("its reader");
                    }
                    return next;
                },
                () -> {
                    if (delivery.cancel()) {
                        cancel.run();
                    }
                },
                () -> {
                    if (delivery.close(ReadChatStream.closed(ReadChatStream.ROUTE))) {
                        cancel.run();
                    }
                });
    }

    /** Reads the text of chunks as UTF-8; closing it closes the stream of chunks. */
    public static AnswerInputStream ofText(ChatStream stream) {
        Utf8Pieces utf8 = new Utf8Pieces();
        return new AnswerInputStream(
                new Source() {
                    private boolean complete;

                    @Override
                    public byte[] next() throws IOException {
                        if (complete) {
                            return null;
                        }
                        if (!stream.hasNext()) {
                            throw ReadChatStream.closed("its reader");
                        }
                        ChatChunk chunk = stream.next();
                        complete = chunk.last();
                        return complete ? utf8.rest() : utf8.next(chunk.text());
                    }
                },
                stream::close,
                stream instanceof ReadChatStream read ? read::closeWithExchange : stream::close);
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
        while (position == current.length && !end) {
            if (failure != null) {
                throw failure;
            }
            try {
                byte[] next = source.next();
                end = next == null;
                if (!end) {
                    current = next;
                    position = 0;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                failure = new InterruptedIOException("interrupted while waiting for the answer");
                failure.initCause(e);
            } catch (OpenRouterException e) {
                failure = new IOException(e.getMessage(), e);
            } catch (IOException e) {
                failure = e;
            }
        }
        return position < current.length;
    }

    @Override
    public void close() {
        close.run();
    }

    /** As {@link ReadChatStream#closeWithExchange()}. */
    public void closeWithExchange() {
        closeWithExchange.run();
    }
}
