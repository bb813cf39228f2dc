package io.github.camelopenrouter;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;

import static org.assertj.core.api.Assertions.assertThat;

/** No connection: nothing was sent and nothing was paid, so sending again is safe, but not where trust is missing. */
class ConnectFaultsTest extends SimulatorTestSupport {
    @TempDir
    static Path keys;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates.make(keys, "localhost", "dns:localhost,ip:127.0.0.1");
        Certificates.make(keys, "elsewhere", "dns:elsewhere.example");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        for (String trusted : List.of("localhost", "elsewhere")) {
            OpenRouterComponent component = new OpenRouterComponent();
            component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
            component.getConfiguration().setApiKey(KEY);
            component.getConfiguration().setModel("openai/gpt-4o-mini");
            component.setSslContextParameters(Certificates.trust(keys, trusted));
            context.addComponent("trusting-" + trusted, component);
        }
        return context;
    }

    private OpenRouterException fail(String uri) {
        Exchange exchange = send(uri, "hello");
        OpenRouterException failure = exchange.getException(OpenRouterException.class);
        assertThat(failure).isInstanceOf(TransportException.class).hasMessageNotContaining(KEY);
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.getStatusCode()).isZero();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        return failure;
    }

    @Test
    void an_unknown_host_is_named_as_such_with_its_cause() {
        OpenRouterException failure = fail("openrouter:completion?baseUrl=https://no-such-host.invalid/api/v1");

        assertThat(failure.getErrorType()).isEqualTo("unknown_host");
        assertThat(failure).hasMessageContaining("no-such-host.invalid");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasRootCauseInstanceOf(java.net.UnknownHostException.class);
    }

    @Test
    void a_refused_connection_is_retryable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        OpenRouterException failure = fail("openrouter:completion?baseUrl=http://127.0.0.1:" + port + "/api/v1");

        assertThat(failure.getErrorType()).isEqualTo("connect");
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void a_host_that_does_not_answer_at_all_costs_the_connect_timeout_for_each_attempt() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // a full backlog: the system drops what else knocks
            for (int i = 0; i < 2; i++) {
                queue.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            long start = System.nanoTime();

            OpenRouterException failure = fail("openrouter:completion?connectTimeout=300&baseUrl=http://127.0.0.1:"
                    + full.getLocalPort() + "/api/v1");

            assertThat(failure.getErrorType()).isEqualTo("connect_timeout");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(8));
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() throws Exception {
        try (Guarded server = new Guarded("localhost")) {
            OpenRouterException failure = fail("openrouter:completion?maxRetries=2&baseUrl=" + server.url());

            assertThat(failure.getErrorType()).isEqualTo("tls");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure).hasMessageContaining("certificate");
            assertThat(server.bytes).hasValue(0);
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void a_certificate_for_another_host_is_refused_although_it_is_trusted() throws Exception {
        try (Guarded server = new Guarded("elsewhere")) {
            OpenRouterException failure = fail("trusting-elsewhere:completion?maxRetries=2&baseUrl=" + server.url());

            assertThat(failure.getErrorType()).isEqualTo("tls");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(server.bytes).hasValue(0);
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void a_certificate_that_the_application_trusts_is_accepted() throws Exception {
        try (Guarded server = new Guarded("localhost")) {
            Exchange exchange = send("trusting-localhost:completion?baseUrl=" + server.url(), "hello");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
        }
    }

    @Test
    void a_handshake_that_stalls_ends_at_the_connect_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            OpenRouterException failure = fail("openrouter:completion?connectTimeout=300&baseUrl=https://localhost:"
                    + silent.getLocalPort() + "/api/v1");

            assertThat(failure.getErrorType()).isEqualTo("connect_timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    /** An https server that answers every request with Paris, and counts what came in the clear. */
    private static final class Guarded implements AutoCloseable {
        final AtomicInteger bytes = new AtomicInteger();
        final AtomicInteger connections = new AtomicInteger();
        private final ServerSocket server;

        Guarded(String certificate) throws Exception {
            SSLContext context = Certificates.server(keys, certificate);
            server = context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "guarded");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "https://localhost:" + server.getLocalPort() + "/api/v1";
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    connections.incrementAndGet();
                    byte[] buffer = new byte[8192];
                    int read = socket.getInputStream().read(buffer);
                    bytes.addAndGet(Math.max(0, read));
                    String json = Wire.completion("Paris");
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                            + json.length() + "\r\nConnection: close\r\n\r\n" + json)
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // a client that does not trust this server
                    continue;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"})
    void https_to_a_port_that_speaks_no_tls_is_told_as_that(String answer) throws Exception {
        try (ServerSocket plain = answering(answer)) {
            OpenRouterException failure = fail(
                    "openrouter:completion?maxRetries=2&baseUrl=https://localhost:" + plain.getLocalPort() + "/api/v1");

            assertThat(failure.getErrorType()).isEqualTo("tls");
            assertThat(failure).hasMessageContaining("does not speak TLS").hasMessageContaining("baseUrl");
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002\u0046", "-ERR unknown command\r\n"
            })
    void what_is_not_http_is_told_as_that_and_may_have_been_paid(String answer) throws Exception {
        try (ServerSocket other = answering(answer)) {
            Exchange exchange =
                    send("openrouter:completion?baseUrl=http://localhost:" + other.getLocalPort() + "/api/v1", "hello");

            OpenRouterException failure = exchange.getException(OpenRouterException.class);
            assertThat(failure).hasMessageContaining("not HTTP").hasMessageContaining("Check the baseUrl");
            assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** Says the same to everybody. */
    private static ServerSocket answering(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            socket.getInputStream().read(new byte[65_536]);
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                            socket.shutdownOutput();
                            // until the client is gone: closing with bytes unread would reset the connection
                            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                        } catch (IOException e) {
                            // a client that was not content
                            continue;
                        }
                    }
                },
                "answering");
        thread.setDaemon(true);
        thread.start();
        return server;
    }
}
