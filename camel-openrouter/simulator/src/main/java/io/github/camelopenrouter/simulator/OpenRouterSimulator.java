package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.camelopenrouter.simulator.service.OpenRouterService;
import io.github.camelopenrouter.simulator.service.ScriptedCalls;
import io.github.camelopenrouter.simulator.service.ServiceAnswer;
import io.github.camelopenrouter.simulator.service.ServiceRequest;
import io.github.camelopenrouter.simulator.service.ServiceSettings;

/**
 * An OpenRouter on localhost.
 *
 * <p>It answers like the real service: it knows a few models and their prices, checks keys, streams, counts tokens and
 * keeps a bill, all without a network, a key or a cent. It fills schemas, reasons, searches, parses documents, draws,
 * speaks and caches prompts as requests ask for it. The text of its answers depends on the request only. A test
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
    private final ChatTraffic traffic = new ChatTraffic();
    private final RequestLog log;
    private final OpenRouterService service;
    private final Management management;
    private final Pacing pacing;
    private final FaultSource faults;
    private final Connections connections;

    OpenRouterSimulator(int port, int keptRequests, ServiceSettings settings, Pacing pacing, Faults faults) {
        log = new RequestLog(keptRequests);
        service = new OpenRouterService(settings, Clock.systemUTC());
        management = new Management(service, traffic, this::faultCounts);
        this.pacing = pacing;
        this.faults = new FaultSource(faults);
        connections = new Connections(port, this::respond);
    }

    /** Starts one on a free port that accepts any key and answers without delay. */
    public static OpenRouterSimulator start() {
        return builder().start();
    }

    /**
     * Starts one as {@link #start()} does, on that port: a bean in properties or YAML can say no more than its arguments.
     *
     * @param port 0 for a free one
     * @throws java.io.UncheckedIOException if the port cannot be used
     */
    public static OpenRouterSimulator start(int port) {
        return builder().port(port).start();
    }

    /** The way to one with a port, keys or a speed of its own. */
    public static OpenRouterSimulatorBuilder builder() {
        return new OpenRouterSimulatorBuilder();
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

    /**
     * What the account behind that key may do, to be changed at any time. Every key is an account of its own. A key
     * that is not among those of the builder is refused all the same.
     */
    public SimulatedAccount account(String key) {
        return new SimulatedAccount(service, key);
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
     * What the realistic answers cost since the start or the last {@link #reset}, in USD, exact. An answer counts just
     * before its end, for a stream its usage, is sent, or when its client has left. Scripted answers cost nothing, but for
     * the {@link AssistantTurn#cost} of a turn.
     */
    public BigDecimal billed() {
        return service.billed();
    }

    /** What {@link #billed()} is made of, by {@link BilledGeneration#keyHash(String)} of the key; a copy. */
    public Map<String, BigDecimal> billedByKey() {
        return service.billedByKey();
    }

    /** What {@link #billed()} is made of, by what the answers call their model; a copy. */
    public Map<String, BigDecimal> billedByModel() {
        return service.billedByModel();
    }

    /**
     * The latest lines of the bill, oldest first; a copy. There are at most
     * {@link OpenRouterSimulatorBuilder#keepGenerations} of them, while the sums are of all.
     */
    public List<BilledGeneration> billedGenerations() {
        return service.bookings().stream().map(BilledGeneration::of).toList();
    }

    /**
     * How many requests {@code POST /chat/completions} were answered to the end since the start or the last
     * {@link #reset}, scripted answers and errors included; counted just before the last bytes are sent.
     */
    public long chatCallsAnswered() {
        return traffic.answered();
    }

    /**
     * How many requests {@code POST /chat/completions} are under way: arrived, and neither answered nor, as far as the
     * simulator noticed, left by their client.
     */
    public int chatCallsInFlight() {
        return traffic.inFlight();
    }

    /** The most {@link #chatCallsInFlight} at any moment since the start or the last {@link #reset}. */
    public int peakChatCallsInFlight() {
        return traffic.peak();
    }

    /**
     * How many requests were chosen for each fault since the start or the last {@link #reset}; a copy. Some faults are
     * without effect on answers that were refused or came from the cache.
     */
    public Map<Fault, Long> faultCounts() {
        return faults.counts();
    }

    /** Forgets requests, script, cached answers, generations and bill; keeps the port and the open connections. */
    public void reset() {
        script.clear();
        log.clear();
        traffic.clear();
        faults.clear();
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
        Reply managed = management.answer(request);
        if (managed != null) {
            return Plan.of(managed);
        }
        if (!Script.isChat(request)) {
            return plan(request, log.add(request, script::queued));
        }
        ChatTraffic.Call call = traffic.begin();
        ServiceAnswer refusal = service.refusal(http(request));
        if (refusal != null) {
            log.add(request, refused -> null);
            return pacing.plan(refusal, Disturbance.NONE).counted(call);
        }
        return plan(request, log.add(request, script::queued)).counted(call);
    }

    /** What a turn of a script costs is billed like everything, and what it calls must come back. */
    private Plan scripted(RecordedRequest request, Reply reply) {
        AssistantTurn turn = reply.turn();
        if (turn == null) {
            return Plan.of(reply);
        }
        ScriptedTurn written = new ScriptedTurn(turn);
        if (!turn.calls().isEmpty()) {
            service.called(new ScriptedCalls(written.callIds(), turn.reasoningDetails()));
        }
        ServiceRequest http = http(request);
        AtomicBoolean billed = new AtomicBoolean();
        return Plan.of(reply).then(() -> {
            if (billed.compareAndSet(false, true)) {
                service.book(
                        http, written.id(), turn.facts().model(), turn.facts().cost());
            }
        });
    }

    private static ServiceRequest http(RecordedRequest request) {
        return new ServiceRequest(
                request.method(), request.path(), request.query(), request::header, request.sharedBody());
    }

    private Plan plan(RecordedRequest request, Reply queued) {
        try {
            Reply scripted = queued != null ? queued : script.dispatched(request);
            if (scripted != null) {
                return scripted(request, scripted);
            }
            Disturbance disturbance = Script.isChat(request) ? faults.next() : Disturbance.NONE;
            return pacing.plan(service.answer(http(request), disturbance.failure()), disturbance);
        } catch (RuntimeException e) {
            return Plan.of(Failure.of(e));
        }
    }
}
