package io.github.camelopenrouter;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy on loopback that answers for every plain http target itself, and writes down what it was asked. */
final class ForwardProxy implements AutoCloseable {
    /**
     * What came in.
     *
     * @param line request line
     * @param authorization {@code Proxy-Authorization}, or null
     */
    record Asked(String line, String authorization) {}

    private final ServerSocket server;
    private final String credentials;
    private final String refusal;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /**
     * @param credentials what {@code Proxy-Authorization} must be; null for no authentication
     */
    ForwardProxy(String credentials) throws IOException {
        this(credentials, null);
    }

    /**
     * @param refusal what it answers instead to whoever has told the credentials, from the status line on
     */
    ForwardProxy(String credentials, String refusal) throws IOException {
        this.credentials = credentials;
        this.refusal = refusal;
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // closed
                    }
                },
                "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    List<Asked> asked() {
        return asked;
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String line;
            while (!(line = line(in)).isEmpty()) {
                String authorization = null;
                int length = 0;
                String header;
                while (!(header = line(in)).isEmpty()) {
                    String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
                    String value = header.substring(header.indexOf(':') + 1).trim();
                    authorization = name.equals("proxy-authorization") ? value : authorization;
                    length = name.equals("content-length") ? Integer.parseInt(value) : length;
                }
                in.readNBytes(length);
                asked.add(new Asked(line, authorization));
                boolean let = credentials == null || credentials.equals(authorization);
                if (let && refusal != null) {
                    socket.getOutputStream().write(refusal.getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                    return;
                }
                String body = let ? RunningContext.ANSWER : "";
                String head = "HTTP/1.1 "
                        + (let
                                ? "200 OK"
                                : "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lan\"")
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
