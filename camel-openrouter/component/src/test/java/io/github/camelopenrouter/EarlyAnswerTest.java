package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class EarlyAnswerTest extends SimulatorTestSupport {
    private static final String REFUSAL = "{\"error\":{\"code\":413,\"message\":\"Request Entity Too Large\"}}";

    private final CountDownLatch gone = new CountDownLatch(1);

    @Test
    void a_refusal_that_comes_before_the_request_is_read_to_its_end_is_told_as_the_refusal_it_is() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> refuseEarly(server), OwnThread.EACH);

            Exchange exchange = send(
                    "openrouter:completion?baseUrl=http://127.0.0.1:" + server.getLocalPort() + "/api/v1",
                    "x".repeat(20_000_000));

            OpenRouterException failure = exchange.getException(OpenRouterException.class);
            assertThat(failure).isInstanceOf(InvalidRequestException.class).hasMessageContaining("Too Large");
            assertThat(failure.getStatusCode()).isEqualTo(413);
            assertThat(failure.getOutcome()).isEqualTo(Outcome.REJECTED);
            assertThat(failure.isRetryable()).isFalse();
            gone.countDown();
            served.get();
        }
    }

    /** Reads the head, answers, and reads nothing more until the client has heard it. */
    private void refuseEarly(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            String answer =
                    "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + REFUSAL.length() + "\r\n\r\n" + REFUSAL;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            gone.await();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
