package io.github.camelopenrouter.internal.call;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.wire.Secrets;

/**
 * The engine: sends calls over one {@link Transport} and never blocks its caller. Plain Java, thread-safe; it closes nothing, its
 * parts belong to whoever made them.
 */
public final class OpenRouterClient {
    private final Transport transport;
    private final Clockwork parts;
    private final RetryBudget budget = new RetryBudget();

    public OpenRouterClient(Transport transport, Clockwork parts) {
        this.transport = transport;
        this.parts = parts;
    }

    /**
     * What to send.
     *
     * @param uri of the chat completions resource
     * @param headers complete, credentials included
     * @param body JSON in UTF-8
     * @param deadline how long the call may take at most, waits included; null for no limit
     * @param facts what an admission may know, and whose calls count together in the retry budget
     * @param admission asked before each attempt; null for none
     */
    public record Command(
            URI uri,
            Map<String, String> headers,
            byte[] body,
            CallSettings settings,
            Duration deadline,
            CallFacts facts,
            Admission admission) {

        /** A command that nobody limits. */
        Command(URI uri, Map<String, String> headers, byte[] body, CallSettings settings, Duration deadline) {
            this(uri, headers, body, settings, deadline, CallFacts.NONE, null);
        }

        /** The same with another deadline, where some of the time has passed before it is sent. */
        public Command withDeadline(Duration left) {
            return new Command(uri, headers, body, settings, left, facts, admission);
        }

        /** Names no header value and no body: both are secret. */
        @Override
        public String toString() {
            return "Command[" + uri.getHost() + uri.getPath() + ", " + body.length + " bytes]";
        }
    }

    /**
     * Sends a completion. The listener hears its end once, even where this method is still running: on a settling thread, or where it
     * comes up if the listener and all that admitted the call {@linkplain CallListener#endsAnywhere() end anywhere}.
     */
    public ChatCall complete(Command command, CallListener listener) {
        ChatCall call = call(command, listener, false);
        call.start();
        return call;
    }

    /**
     * Sends a request whose answer is handed on while it arrives, so that nothing is sent again once some of it was.
     *
     * @param begun hears of the call before it starts
     */
    public ChatCall stream(Command command, CallListener listener, Consumer<ChatCall> begun) {
        ChatCall call = call(command, listener, true);
        begun.accept(call);
        call.start();
        return call;
    }

    /** Where routes and readers go on. */
    public Executor routes() {
        return parts.routes();
    }

    /** For waits; tasks on it are short. */
    public ScheduledExecutorService timer() {
        return parts.timer();
    }

    private ChatCall call(Command command, CallListener listener, boolean emitting) {
        return new ChatCall(listener, transport, command, parts, budget, emitting);
    }

    /**
     * Asks for a resource, such as {@code /key} or {@code /generation?id=...}; free of charge, and not subject to any admission.
     *
     * @param headers complete, credentials included
     * @param settings its timeouts and sizes count as for a completion; it is never repeated
     * @return the JSON that was answered, on a settling thread; or an {@link OpenRouterException} with the status of the refusal.
     *     Cancelling it cuts the connection
     */
    public CompletableFuture<JsonNode> get(URI uri, Map<String, String> headers, CallSettings settings) {
        JsonGet lookup = new JsonGet(settings, parts, new Secrets(headers, transport.credentials()));
        lookup.start(
                transport,
                new Transport.Request(uri, headers, null, settings.connectTimeout(), settings.leaseTimeout()));
        return lookup.result();
    }

    /**
     * Asks for a generation until the service knows it, or the total timeout of the settings has passed.
     *
     * @param id for messages; the address names it already
     */
    public GenerationLookup generation(URI uri, Map<String, String> headers, CallSettings settings, String id) {
        GenerationLookup lookup = new GenerationLookup(
                left -> get(uri, headers, settings.withTotalTimeout(left)),
                parts,
                id,
                settings.totalTimeout(),
                settings.maxRetryAfter());
        lookup.start();
        return lookup;
    }
}
