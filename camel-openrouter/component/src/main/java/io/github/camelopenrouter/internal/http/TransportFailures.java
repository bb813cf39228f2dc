package io.github.camelopenrouter.internal.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.net.NamedEndpoint;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.Outcome;

/**
 * Says what happened where there was no answer, or none that can be read: the stage decides, not the exception. What was never
 * sent can be sent again; what was sent and not answered may have been paid.
 */
public final class TransportFailures {
    /** A pooled connection that the other side had closed: the request provably never left. */
    public static final String STALE = "stale_connection";

    /** No name of a host is longer. */
    private static final int MAX_HOST = 255;

    /**
     * What says that the other side is not who it should be, by whichever check: the JDK's own of the chain and of the name, or
     * the client's of the name, which has other words for a certificate without any name than for one with another.
     */
    private static final List<Class<? extends Throwable>> MISTRUST = List.of(
            CertificateException.class,
            CertPathValidatorException.class,
            CertPathBuilderException.class,
            SSLPeerUnverifiedException.class,
            InvalidAlgorithmParameterException.class);

    private final Retry unknown;

    /**
     * @param repeatable whether the response cache was asked for, so that a repeated request is not billed again
     */
    public TransportFailures(boolean repeatable) {
        unknown = repeatable ? Retry.YES : Retry.NEVER;
    }

    /** Of an exception of the transport. */
    public ErrorDetails of(Throwable cause, boolean sent, boolean answered) {
        if (answered) {
            return details("the connection was cut in the middle of the answer", "stream_truncated", true);
        }
        if (sent && cause instanceof ParseException) {
            // it may be the damaged answer of a call that was paid
            return details(
                    "what came is not HTTP: the port may be one for https, or of another service."
                            + " Check the baseUrl and the proxy",
                    "connection_reset",
                    true);
        }
        if (sent) {
            return details("the connection was cut before an answer came", "connection_reset", true);
        }
        if (cause instanceof IllegalArgumentException) {
            return ErrorDetails.notSent(
                    "OpenRouter: the address cannot be used, nothing was sent. Check host and port of the baseUrl",
                    "invalid_request");
        }
        if (isPlain(cause)) {
            return ErrorDetails.notSent(
                            "OpenRouter: the other side does not speak TLS: the port may be one for http."
                                    + " Check the baseUrl and the proxy",
                            "tls")
                    .withRetry(Retry.NEVER);
        }
        boolean trust = mistrust(cause);
        if (trust || causedBy(cause, SSLException.class)) {
            return ErrorDetails.notSent(
                            "OpenRouter: the TLS handshake failed"
                                    + (trust ? ": the certificate is not trusted or is for another host" : "")
                                    + ". Check the baseUrl, the proxy and sslContextParameters",
                            "tls")
                    .withRetry(trust ? Retry.NEVER : Retry.YES);
        }
        if (cause instanceof ConnectTimeoutException || cause instanceof SocketTimeoutException) {
            return notSent("no connection" + to(cause) + " within connectTimeout", "connect_timeout");
        }
        if (cause instanceof TimeoutException || cause instanceof ConnectionRequestTimeoutException) {
            return notSent("no free connection in the pool (maxTotalConnections)", "pool_timeout");
        }
        if (cause instanceof UnknownHostException) {
            return notSent(
                    "the host" + host(cause) + " is unknown. Check the baseUrl, the proxy and the network",
                    "unknown_host");
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return notSent(
                    "the connection" + to(cause) + " was refused. Check the baseUrl, the proxy and the network",
                    "connect");
        }
        return notSent("the connection was closed before the request was written", STALE);
    }

    /** The JDK knows it by the first bytes, and has no exception of its own for that. */
    private static boolean isPlain(Throwable cause) {
        String said = cause instanceof SSLException ? cause.getMessage() : null;
        return said != null && said.toLowerCase(Locale.ROOT).contains("unrecognized ssl message");
    }

    /** Waiting makes no certificate trusted, and none another host's. */
    private static boolean mistrust(Throwable cause) {
        return MISTRUST.stream().anyMatch(type -> causedBy(cause, type));
    }

    /** Who was knocked at: the service or a proxy before it. A host and a port, and nothing else of an address. */
    private static String to(Throwable cause) {
        NamedEndpoint host = cause instanceof HttpHostConnectException refused
                ? refused.getHost()
                : cause instanceof ConnectTimeoutException late ? late.getHost() : null;
        if (host == null || host.getHostName() == null) {
            return "";
        }
        return " to " + bounded(host.getHostName()) + (host.getPort() < 0 ? "" : ":" + host.getPort());
    }

    private static String host(Throwable cause) {
        String message = cause.getMessage();
        // the system adds its own words behind the name
        int end = message == null ? -1 : message.indexOf(':');
        String name = end < 0 ? message : message.substring(0, end);
        return name == null || name.isBlank() || !name.equals(name.strip()) || name.contains(" ")
                ? ""
                : " " + bounded(name);
    }

    private static String bounded(String host) {
        return host.length() <= MAX_HOST ? host : host.substring(0, MAX_HOST) + "...";
    }

    private static ErrorDetails notSent(String what, String type) {
        return ErrorDetails.notSent("OpenRouter: " + what, type).withRetry(Retry.YES);
    }

    /** Of something that this side noticed. */
    public ErrorDetails details(String what, String type, boolean sent) {
        String text = what.startsWith("OpenRouter") ? what : "OpenRouter: " + what;
        return sent
                ? ErrorDetails.of(text, Outcome.UNKNOWN).withErrorType(type).withRetry(unknown)
                : ErrorDetails.notSent(text, type).withRetry(Retry.YES);
    }

    /** An answer that says nothing at all: not billed, and one more attempt is worth it. */
    public ErrorDetails empty(String what) {
        return ErrorDetails.of("OpenRouter: " + what, Outcome.REJECTED)
                .withErrorType("empty_response")
                .withRetry(Retry.ONCE);
    }

    /** JSON that is cut or broken. */
    public ErrorDetails unreadable(String what) {
        return details(what, "unreadable_response", true);
    }

    private static boolean causedBy(Throwable cause, Class<? extends Throwable> type) {
        for (Throwable c = cause; c != null; c = c.getCause() == c ? null : c.getCause()) {
            if (type.isInstance(c)) {
                return true;
            }
        }
        return false;
    }
}
