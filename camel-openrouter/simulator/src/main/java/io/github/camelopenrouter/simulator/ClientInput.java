package io.github.camelopenrouter.simulator;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * What a client sends, and the silence in between: every wait is a read, so the end of the connection is seen when it
 * happens. What arrives early (the next request) is kept. Used by the thread of the connection only.
 */
final class ClientInput {

    private static final int LATCH_SLICE_MILLIS = 2;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[8192];
    private int start;
    private int end;

    ClientInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** The next byte, or -1 at the end of the connection. */
    int read() throws IOException {
        if (start == end && !fill(0)) {
            return -1;
        }
        return buffer[start++] & 0xFF;
    }

    /** Exactly that many bytes. */
    byte[] read(int count) throws IOException {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count) {
            if (start == end && !fill(0)) {
                throw new EOFException("the body ended after " + filled + " of " + count + " bytes");
            }
            int n = Math.min(count - filled, end - start);
            System.arraycopy(buffer, start, bytes, filled, n);
            start += n;
            filled += n;
        }
        return bytes;
    }

    /** The next line without its end, or null at the end of the connection. */
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            c = read();
        }
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Waits that long. */
    void silence(Duration duration) throws IOException {
        long deadline = System.nanoTime() + duration.toNanos();
        long left = duration.toNanos();
        while (left > 0) {
            if (left < NANOS_PER_MILLI) {
                LockSupport.parkNanos(left);
            } else {
                listen((int) Math.min(left / NANOS_PER_MILLI, Integer.MAX_VALUE));
            }
            left = deadline - System.nanoTime();
        }
    }

    /** Waits for the latch. */
    void silenceUntil(CountDownLatch latch) throws IOException {
        while (latch.getCount() > 0) {
            listen(LATCH_SLICE_MILLIS);
        }
    }

    /** Waits until the client leaves. */
    void silenceForever() throws IOException {
        while (true) {
            listen(0);
        }
    }

    private void listen(int millis) throws IOException {
        try {
            if (!fill(millis)) {
                throw new ClientGoneException("the client closed the connection");
            }
        } catch (SocketTimeoutException e) {
            return; // the silence that was asked for
        } catch (ClientGoneException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    private boolean fill(int timeoutMillis) throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        socket.setSoTimeout(timeoutMillis);
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
            return false;
        }
        end += n;
        return true;
    }
}
