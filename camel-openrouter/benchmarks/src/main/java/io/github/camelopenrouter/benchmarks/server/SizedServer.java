package io.github.camelopenrouter.benchmarks.server;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

import io.github.camelopenrouter.benchmarks.measure.ChildJvm;

/**
 * Answers of any size: a JVM of its own with a thread for each connection. What it answers stands in the base URL
 * ({@code /<shape>/<bytes>/api/v1}) and is made once. To each line of its standard input it answers with the number of connections
 * that it has taken, and it ends with it.
 */
public final class SizedServer {

    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ";
    private static final int EVENT_TEXT = 64;
    private static final String HEAP = "-Xmx512m";
    private static final int BACKLOG = 100;

    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** The server as a benchmark sees it. */
    public static final class Child implements AutoCloseable {

        private final Process process;
        private final BufferedReader numbers;
        private final String scheme;
        private final int port;

        /** One that speaks plain HTTP. */
        public Child() throws IOException {
            this("http", ChildJvm.start(HEAP, SizedServer.class.getName()));
        }

        /** One that speaks HTTP over TLS. */
        public Child(SelfSigned certificate) throws IOException {
            this(
                    "https",
                    ChildJvm.start(
                            HEAP,
                            SizedServer.class.getName(),
                            certificate.store().toString()));
        }

        private Child(String scheme, Process process) throws IOException {
            this.scheme = scheme;
            this.process = process;
            numbers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            port = number();
        }

        private int number() throws IOException {
            String line = numbers.readLine();
            if (line == null) {
                throw new IOException("The server has ended");
            }
            return Integer.parseInt(line);
        }

        /** At which answers have so many bytes, more or less. */
        public String baseUrl(Shape shape, int bytes) {
            return scheme + "://localhost:" + port + "/" + shape + "/" + bytes + "/api/v1";
        }

        public long pid() {
            return process.pid();
        }

        /** How many connections it has taken since it began. */
        public int connections() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return number();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private SizedServer() {}

    /**
     * @param args the key store with the certificate to show; none for plain HTTP
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        SizedServer server = new SizedServer();
        Thread questions = new Thread(server::tell, "questions");
        questions.setDaemon(true);
        ServerSocketFactory sockets = args.length == 0
                ? ServerSocketFactory.getDefault()
                : SelfSigned.showing(Path.of(args[0])).getServerSocketFactory();
        try (ServerSocket listener = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println(listener.getLocalPort());
            questions.start();
            while (true) {
                Socket socket = listener.accept();
                server.connections.incrementAndGet();
                socket.setTcpNoDelay(true);
                new Thread(() -> server.serve(socket)).start();
            }
        }
    }

    private void tell() {
        try {
            for (int next = System.in.read(); next >= 0; next = System.in.read()) {
                System.out.println(connections.get());
            }
        } catch (IOException e) {
            System.err.println("no more input: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
                OutputStream out = socket.getOutputStream()) {
            for (String request = line(in); request != null; request = line(in)) {
                long length = 0;
                for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Long.parseLong(header.substring(15).trim());
                    }
                }
                in.skipNBytes(length);
                String[] path = request.split("/");
                out.write(answers.computeIfAbsent(
                        path[1] + path[2], key -> answer(Shape.valueOf(path[1]), Integer.parseInt(path[2]))));
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return null;
    }

    /** A text of so many bytes, without anything that JSON has to escape. */
    public static String text(int bytes) {
        return TEXT.repeat(bytes / TEXT.length() + 1).substring(0, bytes);
    }

    private static byte[] answer(Shape shape, int bytes) {
        String usage = "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,\"cost\":0.000001}";
        return switch (shape) {
            case PROMPT, BYTES, STREAM -> http(200, "application/json", completion("\"content\":\"ok\"", usage));
            case TEXT -> http(200, "application/json", completion("\"content\":\"" + text(bytes) + "\"", usage));
            case ARGUMENTS ->
                http(
                        200,
                        "application/json",
                        completion(
                                "\"content\":\"ok\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                                        + "\"arguments\":\"{\\\"a\\\":\\\"" + text(bytes) + "\\\"}\"}}]",
                                usage));
            case ERROR ->
                http(
                        400,
                        "application/json",
                        "{\"error\":{\"code\":400,\"message\":\"" + text(bytes) + "\"},\"user_id\":\"u\"}");
            case EVENTS -> stream(bytes, EVENT_TEXT, usage);
            case LINE -> stream(bytes, bytes, usage);
        };
    }

    private static String completion(String members, String usage) {
        return "{\"id\":\"gen-1\",\"model\":\"m\",\"provider\":\"P\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{"
                + "\"role\":\"assistant\"," + members + "}}]," + usage + "}";
    }

    private static byte[] stream(int bytes, int eventText, String usage) {
        String text = text(bytes);
        StringBuilder events = new StringBuilder(bytes * 2);
        int at = 0;
        while (at < bytes) {
            int end = eventText == bytes ? bytes : Math.min(text.length(), at + eventText);
            String event =
                    "data: {\"id\":\"gen-1\",\"model\":\"m\",\"provider\":\"P\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                            + text.substring(at, end) + "\"},\"finish_reason\":null}]}\n\n";
            events.append(event);
            // many events: the size is that of all, and not of the text alone
            at += eventText == bytes ? bytes : event.length();
        }
        events.append("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],")
                .append(usage)
                .append("}\n\ndata: [DONE]\n\n");
        return http(200, "text/event-stream", events.toString());
    }

    private static byte[] http(int status, String type, String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() + 200);
        out.writeBytes(ascii("HTTP/1.1 " + status + " Words\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n"));
        out.writeBytes(ascii(body));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
