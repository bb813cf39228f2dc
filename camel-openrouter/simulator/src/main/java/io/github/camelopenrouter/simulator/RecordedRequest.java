package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One request that a client sent, and how the answer to it went.
 *
 * <p>The request is complete and never changes; the answer goes on while the test looks at it. All methods may be
 * called by any thread.
 */
public final class RecordedRequest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final int connection;
    private final String method;
    private final String target;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;
    private final AnswerProgress progress = new AnswerProgress();

    RecordedRequest(
            int connection, String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {
        this.connection = connection;
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /** The method, as it was sent: {@code POST}. */
    public String method() {
        return method;
    }

    /** The path without the query, as it was sent: {@code /api/v1/chat/completions}. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What followed the question mark, still encoded, or null if there was none. */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    /** The first value of that header, whatever the case of its name, or null. */
    public String header(String name) {
        return find(headers, name);
    }

    /** All headers in the order and the case in which they were sent. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** A copy of the body; empty if there was none. */
    public byte[] body() {
        return body.clone();
    }

    /** The body, decoded as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body, parsed anew at every call.
     *
     * @throws UncheckedIOException if it is not JSON
     */
    public JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("the body of " + this + " is not JSON", e);
        }
    }

    /** The number of the connection that it came on, counted from 1: equal numbers mean a reused connection. */
    public int connection() {
        return connection;
    }

    /**
     * How many bytes of the body of the answer were written so far, without headers and transfer encoding; all bytes
     * for a {@link Reply#raw} answer. Written means handed to the operating system, not received by the client.
     */
    public long bytesWritten() {
        return progress.bytes();
    }

    /** With how many writes, each flushed, the body of the answer was written so far. */
    public int writes() {
        return progress.writes();
    }

    /** Whether the script of the answer was carried out to its end, also if that end was a reset or a cut. */
    public boolean finished() {
        return progress.isFinished();
    }

    /** Whether the client closed or reset the connection before the end of the answer. */
    public boolean disconnected() {
        return progress.isDisconnected();
    }

    /** Waits until the client has left before the end of the answer; false if it has not within that time. */
    public boolean awaitDisconnect(Duration timeout) throws InterruptedException {
        return progress.awaitDisconnect(timeout);
    }

    /** Waits until the answer is {@link #finished}; false if it is not within that time. */
    public boolean awaitFinished(Duration timeout) throws InterruptedException {
        return progress.awaitFinished(timeout);
    }

    @Override
    public String toString() {
        return method + " " + target + " (" + body.length + " bytes, connection " + connection + ")";
    }

    AnswerProgress progress() {
        return progress;
    }

    byte[] sharedBody() {
        return body;
    }

    static String find(List<Map.Entry<String, String>> headers, String name) {
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return null;
    }
}
