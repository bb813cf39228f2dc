package io.github.camelopenrouter.internal.mcp;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import reactor.core.publisher.Mono;

/**
 * Carries the messages of one session between the library and a server. A request ends with its answer, or fails: the library itself
 * would wait for its own time-out where a server is gone. Thread-safe.
 */
abstract class Messages implements McpClientTransport {
    /** Most bytes of one message of a server. */
    static final int MOST = 16 * 1024 * 1024;

    /** Most answers that a server may ask this side for at the same time. */
    static final int MOST_ANSWERS = 64;

    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    /** Hears what happens to the session. Calls must be short. */
    interface Listener {
        /** The server's tools may be others now. */
        void changed();

        /** The session is over; whatever comes next needs another one. */
        void lost();
    }

    final McpServerSettings server;
    final Listener listener;
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> library;

    Messages(McpServerSettings server, Listener listener) {
        this.server = server;
        this.listener = listener;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> {
            library = handler;
            open();
        });
    }

    /** Makes the connection, where there is one before the first message. Must not wait. */
    abstract void open();

    /** Requests that are under way. */
    abstract int busy();

    byte[] bytes(JSONRPCMessage message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new McpCallException(says("the request could not be written as JSON"));
        }
    }

    /** A line that begins with the server's name. */
    String says(String what) {
        return "MCP server " + server.name() + ": " + what;
    }

    McpCallException tooLarge() {
        return new McpCallException.Unusable(says("it sent a message of more than " + MOST + " bytes"));
    }

    /**
     * Reads one message of the server.
     *
     * @throws IOException where it is none; the exception's words may repeat the server's
     */
    static JSONRPCMessage read(byte[] bytes, int length) throws IOException {
        JsonNode json = JSON.readTree(bytes, 0, length);
        if (json == null || !json.isObject()) {
            throw new IOException("no JSON object");
        }
        boolean asks = json.hasNonNull("method");
        Class<? extends JSONRPCMessage> type = !asks
                ? JSONRPCResponse.class
                : json.hasNonNull("id") ? JSONRPCRequest.class : JSONRPCNotification.class;
        return JSON.treeToValue(json, type);
    }

    /** Whose answer it is; null where it is none. */
    static String answers(JSONRPCMessage message) {
        return message instanceof JSONRPCResponse answer ? answer.id().toString() : null;
    }

    /** Hands a message of the server on. What the library answers is sent before this returns or later. */
    void hand(JSONRPCMessage message) {
        if (message instanceof JSONRPCNotification told) {
            if (told.method().equals(McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED)) {
                // the library would list everything at once, as often as a server likes, and without an end where pages
                // have none
                listener.changed();
            }
            return;
        }
        // pings are answered; roots, sampling and elicitation were never offered, and are refused
        Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> known = library;
        if (known != null) {
            known.apply(Mono.just(message))
                    .subscribe(
                            handed -> {},
                            why -> LOG.debug(
                                    "a message of an MCP server was not taken: {}",
                                    why.getClass().getName()));
        }
    }

    /** Tells the server that nobody waits for an answer any more. */
    void abandon(JSONRPCMessage message) {
        if (message instanceof JSONRPCRequest request && !request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            sendMessage(new JSONRPCNotification(
                            "notifications/cancelled",
                            JSON.createObjectNode()
                                    .put("requestId", request.id().toString())
                                    .put("reason", "not needed any more")))
                    .subscribe(
                            told -> {},
                            why -> LOG.debug(
                                    "an MCP server was not told: {}",
                                    why.getClass().getName()));
        }
    }

    /** Ends the session and all that is under way in it. Does not wait. Idempotent. */
    @Override
    public abstract void close();

    /** Completes once nothing is left of a session that was closed. */
    abstract CompletableFuture<Void> ended();

    /** Leaves nothing of a session that was closed and whose end takes too long. */
    abstract void kill();

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::close);
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return JSON.convertValue(data, JSON.constructType(type.getType()));
    }
}
