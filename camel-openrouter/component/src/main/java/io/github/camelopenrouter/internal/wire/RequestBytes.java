package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what is written, up to a limit that stops the writer. A small request is kept in one piece without room to spare; of a large
 * one each byte is copied twice, whatever its size. Not thread-safe.
 */
final class RequestBytes extends OutputStream {
    private static final int LARGEST_PIECE = 256 * 1024;

    /** More was written than is allowed. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(int limit) {
            super("more than " + limit + " bytes");
        }
    }

    private final int limit;
    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last = {};
    private int used;
    private int size;

    RequestBytes(int limit) {
        this.limit = limit;
    }

    /** Stops a writer early who knows that at least so many bytes are about to come. */
    void expect(long length) throws TooLong {
        if (length > limit - size) {
            throw new TooLong(limit);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        expect(length);
        if (size == 0) {
            last = Arrays.copyOfRange(source, offset, offset + length);
            used = length;
        } else {
            append(source, offset, length);
        }
        size += length;
    }

    private void append(byte[] source, int offset, int length) {
        int fits = Math.min(length, last.length - used);
        System.arraycopy(source, offset, last, used, fits);
        used += fits;
        int left = length - fits;
        if (left > 0) {
            full.add(last);
            last = new byte[Math.max(left, Math.min(LARGEST_PIECE, 2 * last.length))];
            System.arraycopy(source, offset + fits, last, 0, left);
            used = left;
        }
    }

    byte[] toByteArray() {
        if (full.isEmpty()) {
            return used == last.length ? last : Arrays.copyOf(last, used);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, all, at, used);
        return all;
    }
}
