package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that shows every byte and leaves as rudely as told. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MOST_CHARACTERS = 100_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(OpenRouterSimulator simulator) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** Sends a chat with that body and a key. */
    RawClient chat(String body) throws IOException {
        return send("POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer key\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Everything up to the end of the connection. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Everything up to and including that text. */
    String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
            int c = in.read();
            if (c < 0 || text.length() > MOST_CHARACTERS) {
                throw new IOException("the end, or too much, came before \"" + end + "\" after: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** Leaves with a RST instead of a FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
