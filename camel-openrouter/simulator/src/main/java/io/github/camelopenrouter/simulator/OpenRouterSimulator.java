package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.github.camelopenrouter.simulator.service.OpenRouterService;
import io.github.camelopenrouter.simulator.service.ServiceRequest;

/**
 * An OpenRouter on localhost.
 *
 * <p>It answers like the real service: it knows a few models and their prices, checks keys, streams, counts tokens and
 * keeps a bill, all without a network, a key or a cent. The text of its answers depends on the request only. A test
 * can script any answer down to the byte, and see what was sent and when a client left.
 *
 * <pre>{@code
 * try (OpenRouterSimulator simulator = OpenRouterSimulator.start()) {
 *     simulator.enqueue(Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}"));
 *     // point the client to simulator.baseUrl() and call it
 *     RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>This class is thread-safe. Whoever starts a simulator closes it; its threads are daemons, one for each
 * connection. It speaks plain HTTP/1.1 on the loopback address only. A client that closes its side of the connection
 * counts as gone, even if it would still read.
 */
public final class OpenRouterSimulator implements AutoCloseable {

    private final Script script = new Script();
    private final RequestLog log;
    private final OpenRouterService service;
    private final Pacing pacing;
    private final Connections connections;

    private OpenRouterSimulator(Builder builder) {
        log = new RequestLog(builder.keptRequests);
        service = new OpenRouterService(builder.apiKeys, Clock.systemUTC());
        pacing = new Pacing(builder.tokenInterval, builder.thinkingTime, builder.keepAliveEvery);
        connections = new Connections(builder.port, this::respond);
    }

    /** Starts one on a free port that accepts any key and answers without delay. */
    public static OpenRouterSimulator start() {
        return builder().start();
    }

    /** The way to one with a port, keys or a speed of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port it listens on. */
    public int port() {
        return connections.port();
    }

    /** What stands for {@code https://openrouter.ai/api/v1}: {@code http://localhost:PORT/api/v1}. */
    public String baseUrl() {
        return "http://localhost:" + port() + "/api/v1";
    }

    /**
     * Scripts the answers to the next requests {@code POST /chat/completions}, in this order; without a look at key or
     * body. Once all are used up, {@link #replyWith} and then the realistic behaviour take over.
     *
     * @return this
     */
    public OpenRouterSimulator enqueue(Reply... replies) {
        for (Reply reply : replies) {
            script.enqueue(Objects.requireNonNull(reply, "reply"));
        }
        return this;
    }

    /**
     * Scripts the answers to all requests, whatever their path, for which nothing is enqueued. The function is called
     * on the thread of the connection, by several of them at a time; null from it means the realistic behaviour, an
     * exception from it is answered with a status of 500. It replaces an earlier function.
     *
     * @return this
     */
    public OpenRouterSimulator replyWith(Function<RecordedRequest, Reply> dispatcher) {
        script.dispatcher(Objects.requireNonNull(dispatcher, "dispatcher"));
        return this;
    }

    /** All kept requests since the start or the last {@link #reset}, in order of arrival; a copy. */
    public List<RecordedRequest> requests() {
        return log.all();
    }

    /**
     * The first request that was not taken yet; waits for it if need be.
     *
     * @throws IllegalStateException if none arrives within that time
     */
    public RecordedRequest takeRequest(Duration timeout) throws InterruptedException {
        RecordedRequest request = log.take(timeout);
        if (request == null) {
            throw new IllegalStateException(
                    "no request arrived within " + timeout + "; all that arrived before: " + log.all());
        }
        return request;
    }

    /** How many connections are open now. */
    public int openConnections() {
        return connections.openCount();
    }

    /** How many connections were accepted since the start; {@link #reset} does not change it. */
    public int connectionCount() {
        return connections.acceptedCount();
    }

    /** Waits until no connection is open; false if there still is one after that time. */
    public boolean awaitNoOpenConnections(Duration timeout) throws InterruptedException {
        return connections.awaitNone(timeout);
    }

    /**
     * What the realistic answers cost since the start or the last {@link #reset}, in USD. A streamed answer counts
     * once its usage is sent, or as far as it came when its client left; scripted answers cost nothing.
     */
    public BigDecimal billed() {
        return service.billed();
    }

    /** Forgets requests, script, cached answers, generations and bill; keeps the port and the open connections. */
    public void reset() {
        script.clear();
        log.clear();
        service.reset();
    }

    /** Frees the port and ends all connections, also in the middle of an answer. May be called more than once. */
    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return "OpenRouterSimulator[" + baseUrl() + "]";
    }

    private Plan respond(RecordedRequest request) {
        Reply queued = log.add(request, script::queued);
        try {
            Reply scripted = queued != null ? queued : script.dispatched(request);
            if (scripted != null) {
                return Plan.of(scripted);
            }
            return pacing.plan(service.answer(new ServiceRequest(
                    request.method(), request.path(), request.query(), request::header, request.sharedBody())));
        } catch (RuntimeException e) {
            return Plan.of(Failure.of(e));
        }
    }

    /** The settings of a simulator. Not thread-safe; may be used for any number of simulators. */
    public static final class Builder {

        private int port;
        private Set<String> apiKeys = Set.of();
        private int keptRequests = Integer.MAX_VALUE;
        private Duration tokenInterval = Duration.ZERO;
        private Duration thinkingTime = Duration.ZERO;
        private Duration keepAliveEvery = Duration.ofMillis(500);

        private Builder() {}

        /** The port to listen on; 0, the default, means a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** The only keys to be accepted. Without this, every key is. */
        public Builder apiKeys(String... keys) {
            this.apiKeys = Set.of(keys);
            return this;
        }

        /**
         * How many requests are kept, the latest ones, for simulators that run long; all by default.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder keepRequests(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("keepRequests must be at least 1: " + most);
            }
            this.keptRequests = most;
            return this;
        }

        /** Silence before each streamed token of a realistic answer; none by default. */
        public Builder tokenInterval(Duration interval) {
            this.tokenInterval = notNegative(interval, "tokenInterval");
            return this;
        }

        /**
         * How long a realistic answer to a chat takes to begin, filled with keep-alives: comments in a stream, blanks
         * before JSON. None by default.
         */
        public Builder thinkingTime(Duration time) {
            this.thinkingTime = notNegative(time, "thinkingTime");
            return this;
        }

        /** Silence between two keep-alives during the {@link #thinkingTime}; half a second by default. */
        public Builder keepAliveEvery(Duration interval) {
            if (interval.isZero()) {
                throw new IllegalArgumentException("keepAliveEvery must not be zero");
            }
            this.keepAliveEvery = notNegative(interval, "keepAliveEvery");
            return this;
        }

        /**
         * Starts a simulator.
         *
         * @throws java.io.UncheckedIOException if the port cannot be used
         */
        public OpenRouterSimulator start() {
            return new OpenRouterSimulator(this);
        }

        private static Duration notNegative(Duration duration, String name) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + " must not be negative: " + duration);
            }
            return duration;
        }
    }
}
