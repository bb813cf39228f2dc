package io.github.camelopenrouter.internal.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The seam between the engine and an HTTP library. Implementations are thread-safe and never block the caller for the
 * network.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends one request. Never throws: what goes wrong reaches the handler.
     *
     * @return cuts the exchange, connection included; idempotent, from any thread. A handler that was cut hears nothing more,
     *     except what its I/O thread is just doing
     */
    Cut send(Request request, Handler handler);

    /** What this transport proves itself with, as {@code user:password}: must be in no message. */
    default List<String> credentials() {
        return List.of();
    }

    /** Closes connections and I/O threads. Idempotent. */
    @Override
    void close();

    /** Ends an exchange at once. */
    interface Cut {
        /** Returns whether any of the request's body may have left: false proves that it cannot have been executed. */
        boolean cut();
    }

    /**
     * What is sent.
     *
     * @param method such as {@code POST}
     * @param uri absolute http or https address
     * @param headers names and values, checked by the caller
     * @param body JSON in UTF-8, not changed by anybody from now on; null for none
     * @param connectTimeout for the connection and again for its TLS handshake
     * @param leaseTimeout for a place in the pool
     */
    record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Duration connectTimeout,
            Duration leaseTimeout) {
        /** POSTs the body, or GETs where it is null. */
        public Request(
                URI uri, Map<String, String> headers, byte[] body, Duration connectTimeout, Duration leaseTimeout) {
            this(body == null ? "GET" : "POST", uri, headers, body, connectTimeout, leaseTimeout);
        }
    }

    /** Hears one exchange, on one I/O thread at a time: head, data, then exactly one of end and failed. Must not block. */
    interface Handler {
        /** The final response head. */
        void head(Head head, Window window);

        /** Body bytes; the buffer is valid during the call only. */
        void data(ByteBuffer bytes);

        /** The body is complete. */
        void end();

        /**
         * No answer, or no complete one.
         *
         * @param sent whether any of the body may have left: false proves that the request cannot have been executed
         */
        void failed(Throwable cause, boolean sent);
    }

    /** A response head. */
    interface Head {
        int status();

        /** The first value of a header, or null; names in any case. */
        String first(String name);

        /** All headers, by name in any case. */
        Map<String, List<String>> all();
    }

    /** Back-pressure: how much may still be read. */
    interface Window {
        /** Gives bytes back that were handed to {@link Handler#data}; negative where more are held than were given back. */
        void release(int bytes);
    }
}
