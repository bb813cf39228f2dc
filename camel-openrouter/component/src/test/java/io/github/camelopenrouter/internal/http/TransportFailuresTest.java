package io.github.camelopenrouter.internal.http;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.Engine;

import static org.assertj.core.api.Assertions.assertThat;

class TransportFailuresTest {
    private static Throwable with(Exception failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }

    static Stream<Throwable> mistrust() {
        return Stream.of(
                new SSLPeerUnverifiedException(
                        "Certificate for <a> doesn't match any of the subject alternative names: [b]"),
                new SSLPeerUnverifiedException(
                        "Certificate for <a> doesn't match common name of the certificate subject: b"),
                new SSLPeerUnverifiedException(
                        "Certificate subject for <a> doesn't contain a common name and does not have alternative names"),
                with(
                        new SSLHandshakeException("(certificate_unknown)"),
                        new CertificateException("No name matching a found")),
                with(new SSLHandshakeException("PKIX"), new CertPathBuilderException("unable to find valid path")),
                with(
                        new SSLException("Unexpected error"),
                        new RuntimeException(new InvalidAlgorithmParameterException("the trustAnchors parameter"))),
                with(new IOException("wrapped"), new SSLPeerUnverifiedException("b")));
    }

    @ParameterizedTest
    @MethodSource("mistrust")
    void a_certificate_that_is_not_to_be_trusted_is_never_asked_again(Throwable cause) {
        ErrorDetails details = new TransportFailures(false).of(cause, false, false);

        assertThat(details.errorType()).isEqualTo("tls");
        assertThat(details.retry()).isEqualTo(Retry.NEVER);
        assertThat(details.outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void another_failure_of_the_handshake_may_be_repeated() {
        ErrorDetails details =
                new TransportFailures(false).of(new SSLHandshakeException("Remote host terminated"), false, false);

        assertThat(details.retry()).isEqualTo(Retry.YES);
    }

    @Test
    void an_address_that_cannot_be_used_is_told_and_not_thrown() throws Exception {
        try (Engine engine = new Engine()) {
            for (String address : new String[] {"http://localhost:99999/api", "http:///api", "mailto:a"}) {
                CompletableFuture<Throwable> told = new CompletableFuture<>();

                Transport.Cut cut = engine.transport.send(
                        new Transport.Request(
                                URI.create(address),
                                Map.of(),
                                new byte[0],
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1)),
                        handler(told));

                assertThat(told.get(5, TimeUnit.SECONDS)).as(address).isNotNull();
                assertThat(cut.cut()).isFalse();
            }
        }
    }

    @Test
    void what_is_sent_after_the_end_of_the_transport_is_told_and_not_thrown() throws Exception {
        Engine engine = new Engine();
        engine.close();
        CompletableFuture<Throwable> told = new CompletableFuture<>();

        engine.transport.send(
                new Transport.Request(
                        URI.create("http://localhost:1/api"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)),
                handler(told));

        assertThat(told.get(5, TimeUnit.SECONDS)).isNotNull();
    }

    private static Transport.Handler handler(CompletableFuture<Throwable> told) {
        return new Transport.Handler() {
            @Override
            public void head(Transport.Head head, Transport.Window window) {
                // not reached
            }

            @Override
            public void data(ByteBuffer bytes) {
                // not reached
            }

            @Override
            public void end() {
                told.completeExceptionally(new AssertionError("nothing was answered"));
            }

            @Override
            public void failed(Throwable cause, boolean sent) {
                told.complete(cause);
            }
        };
    }
}
