package io.github.camelopenrouter.internal.call;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelopenrouter.internal.http.Transport;

/** A transport without a network: every request gets the same bytes, cut as told, on the caller's thread. */
public final class FakeTransport implements Transport {
    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;
    private final int cut;
    private final boolean broken;
    private final AtomicInteger requests = new AtomicInteger();

    private FakeTransport(int status, String contentType, byte[] body, int cut, boolean broken) {
        this.status = status;
        this.body = body;
        this.cut = cut;
        this.broken = broken;
        if (contentType != null) {
            headers.put("Content-Type", List.of(contentType));
        }
        headers.put("X-Generation-Id", List.of("gen-fake"));
    }

    /** @param contentType null for none */
    static FakeTransport of(int status, String contentType, String body) {
        return new FakeTransport(status, contentType, body.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, false);
    }

    public static FakeTransport json(int status, byte[] body) {
        return new FakeTransport(status, "application/json", body, Integer.MAX_VALUE, false);
    }

    public static FakeTransport json(String body) {
        return json(200, body.getBytes(StandardCharsets.UTF_8));
    }

    public static FakeTransport sse(byte[] body) {
        return new FakeTransport(200, "text/event-stream", body, Integer.MAX_VALUE, false);
    }

    public static FakeTransport sse(String body) {
        return sse(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same bytes in reads of this size. */
    public FakeTransport inReadsOf(int size) {
        return new FakeTransport(status, contentType(), body, size, broken);
    }

    /** The same bytes, and then the connection breaks. */
    public FakeTransport thenBroken() {
        return new FakeTransport(status, contentType(), body, cut, true);
    }

    private String contentType() {
        return headers.containsKey("Content-Type") ? headers.get("Content-Type").get(0) : null;
    }

    int requests() {
        return requests.get();
    }

    @Override
    public Cut send(Request request, Handler handler) {
        requests.incrementAndGet();
        handler.head(new FakeHead(status, headers), released -> {});
        for (int from = 0; from < body.length; from += Math.min(cut, body.length)) {
            int count = Math.min(cut, body.length - from);
            handler.data(ByteBuffer.wrap(body, from, count));
        }
        if (broken) {
            handler.failed(new java.net.SocketException("Connection reset"), true);
        } else {
            handler.end();
        }
        return () -> true;
    }

    @Override
    public void close() {
        // nothing is open
    }

    private record FakeHead(int status, Map<String, List<String>> all) implements Head {
        @Override
        public String first(String name) {
            List<String> values = all.get(name);
            return values == null ? null : values.get(0);
        }
    }
}
