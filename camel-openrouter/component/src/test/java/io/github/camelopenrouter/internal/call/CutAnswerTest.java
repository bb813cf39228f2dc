package io.github.camelopenrouter.internal.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.Certificates;
import io.github.camelopenrouter.Wire;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was sent before a connection was cut has arrived, however close the cut follows. The I/O threads are held until the last
 * bytes and the end lie in the socket together, which chance alone brings about now and then.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutAnswerTest {
    @TempDir
    static Path keys;

    private static SSLContext server;
    private static SSLContext trust;

    enum Framing {
        CHUNKED,
        LENGTH,
        UNTIL_CLOSE
    }

    /** Where in its framing a chunked body is cut. */
    enum Place {
        IN_A_CHUNK("1000\r\n", ""),
        BEHIND_A_CHUNK("", "\r\n"),
        IN_A_CHUNK_SIZE("", "\r\n1");

        private final String before;
        private final String behind;

        Place(String before, String behind) {
            this.before = before;
            this.behind = behind;
        }

        String last(String piece) {
            return (before.isEmpty() ? Integer.toHexString(piece.length()) + "\r\n" : before) + piece + behind;
        }
    }

    enum Cut {
        FIN,
        RST
    }

    record Case(Framing framing, Place place, Cut cut, boolean tls) {
        byte[] head(String type) {
            String framed = switch (framing) {
                case CHUNKED -> "Transfer-Encoding: chunked\r\n";
                case LENGTH -> "Content-Length: 100000\r\n";
                case UNTIL_CLOSE -> "Connection: close\r\n";
            };
            return ascii("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + framed + "\r\n");
        }

        /** Pieces of the body, which lacks its end. */
        byte[] body(String... pieces) {
            StringBuilder body = new StringBuilder();
            for (int i = 0; i < pieces.length; i++) {
                if (framing != Framing.CHUNKED) {
                    body.append(pieces[i]);
                } else if (i < pieces.length - 1) {
                    body.append(Integer.toHexString(pieces[i].length()))
                            .append("\r\n")
                            .append(pieces[i])
                            .append("\r\n");
                } else {
                    body.append("1000\r\n").append(pieces[i]);
                }
            }
            return ascii(body.toString());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Framing framing : Framing.values()) {
            for (Cut cut : Cut.values()) {
                for (Place place : framing == Framing.CHUNKED ? Place.values() : new Place[] {null}) {
                    cases.add(new Case(framing, place, cut, false));
                    cases.add(new Case(framing, place, cut, true));
                }
            }
        }
        return cases.stream();
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        Certificates.make(keys, "localhost", "dns:localhost,ip:127.0.0.1");
        server = Certificates.server(keys, "localhost");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            trust = Certificates.trust(keys, "localhost").createSSLContext(context);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void text_id_and_usage_that_came_before_the_cut_of_a_stream_are_known(Case each) throws Exception {
        String usage = "data: {\"id\":\"gen-1\",\"choices\":[],\"usage\":{\"total_tokens\":5,\"cost\":0.0001}}\n\n";
        Noted noted = told(
                each,
                each.head("text/event-stream"),
                each.body(Wire.chunk("Pa"), Wire.chunk("r"), Wire.chunk("i") + usage + Wire.chunk("s")));

        assertThat(noted.failure.getErrorType()).isEqualTo("stream_truncated");
        assertThat(noted.failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(noted.failure.getPartialText()).isEqualTo("Paris");
        assertThat(noted.failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(noted.usage).isEqualTo("0.0001");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_events_before_the_cut_reach_the_reader(Case each) throws Exception {
        try (ServerSocket socket = listen(each);
                Engine engine = new Engine(trust)) {
            CountDownLatch cut = new CountDownLatch(1);
            CompletableFuture<Void> served = serve(socket, each, client -> {
                client.getOutputStream().write(each.head("text/event-stream"));
                client.getOutputStream().write(each.body(Wire.chunk("Pa"), Wire.chunk("r"), Wire.chunk("is")));
                end(client, each.cut);
                cut.countDown();
            });
            ChatStream stream = engine.open(Engine.command(url(socket, each), Engine.NO_LIMITS));
            cut.await();
            StringBuilder text = new StringBuilder();
            OpenRouterException failure = null;
            try {
                while (stream.hasNext()) {
                    text.append(stream.next().text());
                }
            } catch (OpenRouterException e) {
                failure = e;
            }

            assertThat(text).hasToString("Paris");
            assertThat(failure).isNotNull();
            assertThat(failure.getPartialText()).isEqualTo("Paris");
            served.join();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void an_answer_that_came_whole_before_the_cut_is_told_as_the_answer_it_is(Case each) throws Exception {
        String[] stream = Wire.stream("Pa", "ris");
        try (ServerSocket socket = listen(each);
                Engine engine = new Engine(trust)) {
            Noted noted = ask(engine, socket, each, each.head("text/event-stream"), each.body(stream));

            assertThat(noted.response).isNotNull();
            assertThat(noted.response.text()).isEqualTo("Paris");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void id_text_and_cost_that_came_before_the_cut_of_a_whole_answer_are_known(Case each) throws Exception {
        String json = "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"Paris\"}}],";
        Noted noted = told(each, each.head("application/json"), each.body(json, "\"model\":\"openai/gpt-4o-mini\""));

        assertThat(noted.failure).isNotNull();
        assertThat(noted.failure.getGenerationId()).isEqualTo("gen-1");
        assertThat(noted.failure.isRetryable()).isFalse();
        if (each.framing != Framing.UNTIL_CLOSE) {
            // where closing ends the body, nobody can tell a cut from an end
            assertThat(noted.failure.getErrorType()).isEqualTo("stream_truncated");
            assertThat(noted.failure.getPartialText()).isEqualTo("Paris");
        }
    }

    /** Asks once with the answer and its cut arriving in one piece. */
    private Noted told(Case each, byte[] head, byte[] body) throws Exception {
        try (ServerSocket socket = listen(each);
                Engine engine = new Engine(trust)) {
            return ask(engine, socket, each, head, body);
        }
    }

    private Noted ask(Engine engine, ServerSocket socket, Case each, byte[] head, byte[] body) throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        // one call for each I/O thread holds it: the connections are spread over them in turn
        int threads = Runtime.getRuntime().availableProcessors();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(threads);
        CompletableFuture<Void> served = serve(socket, each, client -> {
            asked.countDown();
            held.await();
            client.getOutputStream().write(join(head, body));
            end(client, each.cut);
            cut.countDown();
        });
        Noted noted = new Noted();
        engine.client.complete(Engine.command(url(socket, each), Engine.NO_LIMITS), noted);
        asked.await();
        try (Holder holder = new Holder()) {
            for (int i = 0; i < threads; i++) {
                engine.client.complete(Engine.command(holder.url(), Engine.NO_LIMITS), new Noted() {
                    @Override
                    public void answering(String generationId) {
                        held.countDown();
                        try {
                            cut.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
            }
            noted.end.join();
            served.join();
        }
        return noted;
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static String url(ServerSocket socket, Case each) {
        return (each.tls ? "https" : "http") + "://localhost:" + socket.getLocalPort() + "/api/v1";
    }

    private static ServerSocket listen(Case each) throws IOException {
        ServerSocketFactory factory = each.tls ? server.getServerSocketFactory() : ServerSocketFactory.getDefault();
        return factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private interface Service {
        void serve(Socket client) throws Exception;
    }

    /** Serves one connection, once its request has been read. */
    private static CompletableFuture<Void> serve(ServerSocket socket, Case each, Service service) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Socket client = socket.accept()) {
                        readRequest(client);
                        service.serve(client);
                    } catch (Exception e) {
                        throw new IllegalStateException(each + " was not served", e);
                    }
                },
                task -> new Thread(task, "server").start());
    }

    private static void readRequest(Socket client) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\"openai/gpt-4o-mini\"}") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                throw new IOException("the request ended early: " + request);
            }
            request.append((char) next);
        }
    }

    private static void end(Socket client, Cut cut) throws IOException {
        if (cut == Cut.RST) {
            client.setSoLinger(true, 0);
        }
        client.close();
    }

    /** Answers every request with a head that nothing follows. */
    private static final class Holder implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> clients = new ArrayList<>();

        Holder() throws IOException {
            Thread thread = new Thread(this::accept, "holder");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "http://localhost:" + socket.getLocalPort() + "/api/v1";
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    synchronized (clients) {
                        clients.add(client);
                    }
                    readRequest(client);
                    client.getOutputStream()
                            .write(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n"));
                } catch (IOException e) {
                    // closed: the test is over
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            synchronized (clients) {
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    /** What one call told. */
    private static class Noted implements CallListener {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        volatile ChatResponse response;
        volatile OpenRouterException failure;
        volatile String usage;

        @Override
        public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
            String event = new String(buffer, offset, length, StandardCharsets.UTF_8);
            int cost = event.indexOf("\"cost\":");
            if (cost > 0) {
                usage = event.substring(cost + 7, event.indexOf('}', cost));
            }
            control.release(length);
        }

        @Override
        public void completed(ChatResponse answer) {
            response = answer;
            end.complete(null);
        }

        @Override
        public void failed(OpenRouterException why) {
            failure = why;
            end.complete(null);
        }
    }
}
