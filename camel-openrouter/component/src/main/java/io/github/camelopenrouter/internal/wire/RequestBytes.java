package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Keeps what is written, up to a limit that stops the writer. A small request is kept in one piece without room to spare; of a large
 * one each byte is copied twice, whatever its size. What is to be in base64 is not copied at all: it is encoded from its source
 * straight into the whole. Not thread-safe.
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

    /** Bytes that were written; or, where there are none, what is encoded at the end. */
    private record Piece(byte[] bytes, int length, Base64Text text) {}

    private final int limit;
    private final List<Piece> full = new ArrayList<>(0);
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
            int before = last.length;
            endPiece();
            last = new byte[Math.max(left, Math.min(LARGEST_PIECE, 2 * before))];
            System.arraycopy(source, offset + fits, last, 0, left);
            used = left;
        }
    }

    /** Appends the bytes of a text in base64, without its prefix. */
    void encode(Base64Text text) throws TooLong {
        expect(text.encodedLength());
        endPiece();
        full.add(new Piece(null, (int) text.encodedLength(), text));
        size += (int) text.encodedLength();
    }

    private void endPiece() {
        if (used > 0) {
            full.add(new Piece(last, used, null));
        }
        last = new byte[0];
        used = 0;
    }

    /**
     * All that was written.
     *
     * @throws UnreadableException where the source of what is to be encoded fails, or has another length than it said
     */
    byte[] toByteArray() throws UnreadableException {
        if (full.isEmpty()) {
            return used == last.length ? last : Arrays.copyOf(last, used);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (Piece piece : full) {
            if (piece.text == null) {
                System.arraycopy(piece.bytes, 0, all, at, piece.length);
            } else {
                encode(piece.text, all, at);
            }
            at += piece.length;
        }
        System.arraycopy(last, 0, all, at, used);
        return all;
    }

    private static void encode(Base64Text text, byte[] all, int from) throws UnreadableException {
        try (Source source = new Source(text.length(), Base64.getEncoder().wrap(new Room(all, from)))) {
            text.source().writeTo(source);
            if (source.left > 0) {
                throw new IOException("there are fewer bytes than before");
            }
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    /** Bytes for a request could not be read. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(IOException cause) {
            super(cause);
        }
    }

    /** Takes as many bytes as there are to be, and no more. */
    private static final class Source extends OutputStream {
        private final OutputStream encoder;
        private int left;

        Source(int length, OutputStream encoder) {
            this.left = length;
            this.encoder = encoder;
        }

        private void take(int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new IOException("there are more bytes than before");
            }
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            encoder.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            take(length);
            encoder.write(source, offset, length);
        }

        /** Writes what the encoder still has; fewer bytes than expected leave the room as it is. */
        @Override
        public void close() throws IOException {
            encoder.close();
        }
    }

    /** A part of an array. */
    private static final class Room extends OutputStream {
        private final byte[] array;
        private int position;

        Room(byte[] array, int from) {
            this.array = array;
            this.position = from;
        }

        @Override
        public void write(int b) {
            array[position++] = (byte) b;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            System.arraycopy(source, offset, array, position, length);
            position += length;
        }
    }
}
