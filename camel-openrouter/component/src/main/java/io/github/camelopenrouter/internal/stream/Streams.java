package io.github.camelopenrouter.internal.stream;

import io.github.camelopenrouter.internal.call.ChatCall;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;

/** Asks for streamed answers, in each way that they can be read. Thread-safe. */
public final class Streams {
    private final OpenRouterClient client;

    public Streams(OpenRouterClient client) {
        this.client = client;
    }

    /** Read as chunks. */
    public ChatCall chunks(Command command, StreamOpening<ReadChatStream> listener) {
        return start(command, new ChatFeed(listener, client.routes()));
    }

    /** The events as they come. */
    public ChatCall events(Command command, StreamOpening<AnswerInputStream> listener) {
        return start(command, new SseFeed(listener));
    }

    /** The text, as UTF-8. */
    public ChatCall text(Command command, StreamOpening<AnswerInputStream> listener) {
        return start(command, new TextFeed(listener));
    }

    /** One call after the other into one stream; the feed has been attached to what runs them. */
    public ChatCall round(Command command, ToolChatFeed feed) {
        return client.stream(command, feed, call -> {});
    }

    /** In a further way. */
    public ChatCall start(Command command, StreamFeed<?, ?> feed) {
        return client.stream(command, feed, feed::attach);
    }
}
