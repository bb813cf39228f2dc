package io.github.camelopenrouter.internal.mcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.http.TransportFailures;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Streamable HTTP over the component's own HTTP client: each message is a POST, whose answer is JSON or a stream of events. A stream that
 * is cut goes on where the server numbers its events. What the server says unasked comes on a stream of its own, where it has one.
 */
final class HttpMessages extends Messages {
    private static final Logger LOG = LoggerFactory.getLogger(HttpMessages.class);
    private static final String SESSION = "Mcp-Session-Id";

    /** What is not JSON and not a stream is not kept; so much of it is read before the connection is given up. */
    private static final int MOST_IGNORED = 64 * 1024;

    private static final int MOST_RESUMED = 100;

    /** How long a server may take to end a stream behind the answer. */
    private static final long REST_MILLIS = 2_000;

    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final Transport transport;
    private final Parts parts;
    private final Map<String, String> common = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<Reading> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();
    private volatile String session;
    private volatile String version;
    private volatile boolean closed;
    private volatile boolean everListened;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    HttpMessages(McpServerSettings server, Transport transport, Parts parts, Listener listener) {
        super(server, listener);
        this.transport = transport;
        this.parts = parts;
        common.putAll(server.headers());
        common.put("Cache-Control", "no-cache");
    }

    @Override
    void open() {
        // each message makes or takes a connection
    }

    @Override
    int busy() {
        return requests.get();
    }

    private Transport.Request request(String method, byte[] body, String accept, String lastEvent) {
        Map<String, String> headers = new TreeMap<>(common);
        if (accept != null) {
            headers.put("Accept", accept);
        }
        if (session != null) {
            headers.put(SESSION, session);
        }
        if (version != null) {
            headers.put("MCP-Protocol-Version", version);
        }
        if (lastEvent != null) {
            headers.put("Last-Event-ID", lastEvent);
        }
        return new Transport.Request(method, server.url(), headers, body, server.connectTimeout(), server.timeout());
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.create(sink -> {
            String negotiated = sink.contextView().getOrDefault(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, null);
            if (negotiated != null) {
                version = negotiated;
            }
            Waiting waiting = sink.contextView().getOrDefault(Waiting.class, null);
            Post post = new Post(message, sink);
            post.start();
            if (waiting != null && message instanceof JSONRPCRequest) {
                waiting.by(post::abandoned);
            }
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        running.forEach(reading -> reading.fail(new McpCallException(says("the connection was closed"))));
        if (session == null) {
            ended.complete(null);
            return;
        }
        // some servers keep a session for ever where nobody ends it
        transport.send(request("DELETE", null, null, null), new Farewell());
    }

    /** Once the server was told, or could not be. */
    @Override
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    void kill() {
        // its connections are closed with the transport
    }

    private final class Farewell implements Transport.Handler {
        @Override
        public void head(Transport.Head head, Transport.Window window) {
            ended.complete(null);
        }

        @Override
        public void data(ByteBuffer bytes) {
            // a few words at most; the window ends it otherwise
        }

        @Override
        public void end() {
            ended.complete(null);
        }

        @Override
        public void failed(Throwable cause, boolean sent) {
            ended.complete(null);
        }
    }

    /** Reads one answer after another of the same kind, until it is what was waited for. */
    private abstract class Reading implements Transport.Handler, Events.Sink {
        final InOrder inOrder = new InOrder(parts.clock()::settle);
        private volatile Transport.Cut cut;
        private volatile boolean over;
        volatile Transport.Head head;
        private Transport.Window window;
        private volatile Events events;
        private byte[] body;
        private int length;
        private boolean queued;
        private boolean ended;
        private Future<?> rest;
        volatile String lastEvent;
        volatile long pauseMillis = FIRST_PAUSE_MILLIS;

        /** Adds itself to what is under way. */
        void send(Transport.Request request) {
            if (over) {
                return;
            }
            head = null;
            events = null;
            body = null;
            length = 0;
            ended = false;
            rest = null;
            running.add(this);
            cut = transport.send(request, this);
            if (closed) {
                fail(new McpCallException(says("the connection was closed")));
            }
            if (over) {
                // by somebody who could not cut it yet
                running.remove(this);
                cutLater();
            }
        }

        @Override
        public void head(Transport.Head answer, Transport.Window answerWindow) {
            window = answerWindow;
            String type = answer.first("Content-Type");
            boolean good = answer.status() >= 200 && answer.status() < 300;
            if (good && type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17)) {
                events = new Events(MOST, this);
            } else if (good && type != null && type.regionMatches(true, 0, "application/json", 0, 16)) {
                body = new byte[1024];
            }
            head = answer;
            begun(answer);
        }

        /** On the I/O thread: there is a head. */
        abstract void begun(Transport.Head answer);

        @Override
        public void data(ByteBuffer bytes) {
            int count = bytes.remaining();
            if (over) {
                window.release(count);
                return;
            }
            if (events != null) {
                queued = false;
                if (!events.feed(bytes)) {
                    fail(tooLarge());
                    return;
                }
                if (queued) {
                    // whoever is slow to read is not sent more meanwhile
                    inOrder.execute(() -> window.release(count));
                    return;
                }
            } else if (body != null) {
                if (count > MOST - length) {
                    fail(tooLarge());
                    return;
                }
                if (count > body.length - length) {
                    body = Arrays.copyOf(body, (int) Math.min(MOST, Math.max(length + count, body.length * 2L)));
                }
                bytes.get(body, length, count);
                length += count;
            } else {
                length += count;
                if (length > MOST_IGNORED) {
                    cut();
                    failed(new IOException("too many words"), true);
                    return;
                }
            }
            window.release(count);
        }

        @Override
        public void event(byte[] data) {
            queued = true;
            inOrder.execute(() -> read(data, data.length));
        }

        @Override
        public void id(String id) {
            lastEvent = id;
        }

        @Override
        public void retry(long millis) {
            pauseMillis = Math.max(FIRST_PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, millis));
        }

        final void read(byte[] data, int count) {
            if (over) {
                return;
            }
            try {
                take(Messages.read(data, count));
            } catch (IOException e) {
                fail(new McpCallException.Unusable(says("it sent what is no JSON-RPC message")));
            }
        }

        /** A message of the server. */
        abstract void take(JSONRPCMessage from);

        /** The answer is there; what is behind it is read for a while, so that the connection serves the next one. */
        final synchronized void cutLater() {
            if (!ended && rest == null) {
                try {
                    rest = parts.background().schedule(this::cut, REST_MILLIS, TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException e) {
                    // all connections are about to be closed
                    cut();
                }
            }
        }

        private synchronized void ended() {
            ended = true;
            if (rest != null) {
                rest.cancel(false);
            }
        }

        @Override
        public void end() {
            ended();
            inOrder.execute(() -> {
                if (!over) {
                    if (body != null) {
                        read(body, length);
                    }
                    finished(head.status(), events != null, null, true);
                }
            });
        }

        @Override
        public void failed(Throwable cause, boolean sent) {
            ended();
            inOrder.execute(() -> {
                if (!over) {
                    finished(head == null ? 0 : head.status(), events != null, cause, sent);
                }
            });
        }

        /**
         * There will be no more of this answer.
         *
         * @param status 0 where there was none
         * @param cause why it is not complete; null where it is
         */
        abstract void finished(int status, boolean stream, Throwable cause, boolean sent);

        /** Ends it; whoever waits is told. Idempotent. */
        abstract void fail(McpCallException why);

        /** False where it was over before. */
        final boolean over() {
            synchronized (this) {
                if (over) {
                    return false;
                }
                over = true;
            }
            running.remove(this);
            return true;
        }

        final void cut() {
            Transport.Cut known = cut;
            if (known != null) {
                known.cut();
            }
        }

        /** Later, and not at all where that cannot be. */
        final void later(Runnable task) {
            try {
                parts.background().schedule(task, pauseMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                fail(new McpCallException(says("the connection was closed")));
            }
        }
    }

    /** Sends one message of this side. */
    private final class Post extends Reading {
        private final JSONRPCMessage message;
        private final String id;
        private final MonoSink<Void> sink;
        private final boolean initializing;
        private int resumed;

        Post(JSONRPCMessage message, MonoSink<Void> sink) {
            this.message = message;
            this.sink = sink;
            JSONRPCRequest request = message instanceof JSONRPCRequest known ? known : null;
            this.id = request == null ? null : request.id().toString();
            this.initializing = request != null && request.method().equals(McpSchema.METHOD_INITIALIZE);
        }

        void start() {
            (id == null ? others : requests).incrementAndGet();
            if (closed) {
                fail(new McpCallException.Lost(says("the connection is closed")));
            } else if (others.get() > MOST_ANSWERS) {
                fail(new McpCallException(says("it asks for more answers than it takes")));
            } else {
                send(request("POST", bytes(message), "application/json, text/event-stream", null));
            }
        }

        /** Nobody waits any more. */
        void abandoned() {
            if (over()) {
                cut();
                told(new McpCallException(says("the answer is not waited for any more")));
                if (!closed) {
                    abandon(message);
                }
            }
        }

        @Override
        void begun(Transport.Head answer) {
            String given = initializing ? answer.first(SESSION) : null;
            if (given != null && given.length() <= 1_024 && given.chars().allMatch(c -> c > ' ' && c < 127)) {
                session = given;
            }
        }

        @Override
        void take(JSONRPCMessage from) {
            // first, because whoever gets the answer may stop waiting before the library returns
            boolean answer = id != null && id.equals(answers(from)) && over();
            hand(from);
            if (answer) {
                told(null);
                cutLater();
            }
        }

        @Override
        void finished(int status, boolean stream, Throwable cause, boolean sent) {
            boolean good = status >= 200 && status < 300;
            if (good && id == null) {
                if (over()) {
                    told(null);
                    if (message instanceof JSONRPCNotification said
                            && said.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
                        new Listening().start();
                    }
                }
            } else if ((good && stream || status == 0 && resumed > 0) && lastEvent != null && resumed < MOST_RESUMED) {
                resumed++;
                later(() -> send(request("GET", null, "text/event-stream", lastEvent)));
            } else if (good) {
                fail(
                        new McpCallException(
                                says(
                                        cause == null
                                                ? "it ended its answer without a result; whether the call was done is not known"
                                                : "the connection was cut in the middle of the answer; whether the call was done is not known")));
            } else if (resumed > 0) {
                fail(new McpCallException(
                        says("the answer was cut and cannot be had again; whether the call was done is not known")));
            } else {
                fail(status == 0 ? unreachable(cause, sent) : refused(status));
            }
        }

        @Override
        void fail(McpCallException why) {
            if (over()) {
                cut();
                told(why);
            }
        }

        private void told(McpCallException why) {
            (id == null ? others : requests).decrementAndGet();
            if (why == null) {
                sink.success();
            } else {
                sink.error(why);
            }
        }
    }

    private McpCallException refused(int status) {
        boolean known = session != null;
        return switch (status) {
            case 401, 403 ->
                new McpCallException.Refused(says("it does not let this client in (HTTP " + status
                        + "): check mcpServer." + server.name() + ".token"));
            case 404, 400 ->
                known
                        ? new McpCallException.Lost(says("it knows the session no more (HTTP " + status + ")"))
                        : new McpCallException.Unusable(says("there is no MCP server at the address (HTTP " + status
                                + "): check mcpServer." + server.name() + ".url"));
            case 405, 406, 415 ->
                new McpCallException.Unusable(says("it does not speak streamable HTTP (HTTP " + status
                        + "): check mcpServer." + server.name() + ".url"));
            default -> new McpCallException(says("it answered with HTTP " + status));
        };
    }

    private McpCallException unreachable(Throwable cause, boolean sent) {
        String type = new TransportFailures(false).of(cause, sent, false).errorType();
        String what = switch (type) {
            case "tls" -> "the TLS handshake failed";
            case "connect_timeout" -> "there is no connection within connectTimeout";
            case "pool_timeout" -> "no connection is free";
            case "unknown_host" -> "the host is unknown";
            case "connect" -> "the connection was refused";
            case TransportFailures.STALE -> "the connection was closed before the request was written";
            default -> "the connection was cut before an answer came; whether the call was done is not known";
        };
        return sent ? new McpCallException(says(what)) : new McpCallException.Lost(says(what));
    }

    /** What the server says unasked. Comes again after a pause where it ends, for as long as the session lasts. */
    private final class Listening extends Reading {
        void start() {
            if (closed) {
                return;
            }
            send(request("GET", null, "text/event-stream", lastEvent));
        }

        @Override
        void begun(Transport.Head answer) {
            if (answer.status() == 200) {
                pauseMillis = FIRST_PAUSE_MILLIS;
                if (everListened) {
                    // what was said meanwhile is lost
                    listener.changed();
                }
                everListened = true;
            }
        }

        @Override
        void take(JSONRPCMessage from) {
            hand(from);
        }

        @Override
        void finished(int status, boolean stream, Throwable cause, boolean sent) {
            if (closed) {
                over();
            } else if (status == 404 && session != null) {
                over();
                listener.lost();
            } else if (status != 0 && !stream) {
                // it has no such stream: its tools are those that it named
                LOG.debug("MCP server {} says nothing unasked (HTTP {})", server.name(), status);
                over();
            } else {
                later(this::start);
                pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
            }
        }

        @Override
        void fail(McpCallException why) {
            if (over()) {
                cut();
                LOG.debug("{}", why.getMessage());
                if (!closed) {
                    listener.lost();
                }
            }
        }
    }
}
