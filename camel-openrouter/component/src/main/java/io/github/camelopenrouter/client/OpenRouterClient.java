package io.github.camelopenrouter.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The engine: sends calls over one {@link Transport} and never blocks its caller. Plain Java, thread-safe; it closes nothing, its
 * parts belong to whoever made them.
 */
public final class OpenRouterClient {
    private final Transport transport;
    private final EngineParts parts;

    public OpenRouterClient(Transport transport, EngineParts parts) {
        this.transport = transport;
        this.parts = parts;
    }

    /**
     * What to send.
     *
     * @param uri of the chat completions resource
     * @param headers complete, credentials included
     * @param body JSON in UTF-8
     * @param deadline how long the call may take at most; null for no limit
     */
    public record Command(URI uri, Map<String, String> headers, byte[] body, CallSettings settings, Duration deadline) {
        /** Names no header value and no body: both are secret. */
        @Override
        public String toString() {
            return "Command[" + uri.getHost() + uri.getPath() + ", " + body.length + " bytes]";
        }
    }

    /** Sends a completion. The listener hears its end once, on the worker pool, even where this method is still running. */
    public ChatCall complete(Command command, CallListener listener) {
        ChatCall call = call(command, listener, false);
        call.start();
        return call;
    }

    /**
     * Sends a streaming request whose answer is read as chunks.
     *
     * @param opener where the stream's beginning is told; whoever then reads by waiting holds a thread of it
     */
    public ChatCall stream(Command command, Executor opener, StreamListener<ChatStream> listener) {
        return start(command, new ChatFeed(listener, opener, parts.worker()));
    }

    /** Sends a streaming request whose events are passed on as they come. */
    public ChatCall streamEvents(Command command, Executor opener, StreamListener<StreamInput> listener) {
        return start(command, new SseFeed(listener, opener));
    }

    /** Sends a streaming request whose text is passed on as UTF-8. */
    public ChatCall streamText(Command command, Executor opener, StreamListener<StreamInput> listener) {
        return start(command, new TextFeed(listener, opener));
    }

    private ChatCall start(Command command, StreamFeed<?, ?> feed) {
        ChatCall call = call(command, feed, true);
        feed.attach(call);
        call.start();
        return call;
    }

    private ChatCall call(Command command, CallListener listener, boolean emitting) {
        CallSettings settings = command.settings();
        Transport.Request request = new Transport.Request(
                command.uri(), command.headers(), command.body(), settings.connectTimeout(), settings.leaseTimeout());
        return new ChatCall(listener, transport, request, settings, parts, emitting, command.deadline());
    }
}
