package io.github.camelopenrouter.simulator;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What a test wants to be answered, before the realistic behaviour is asked. */
final class Script {

    private static final String CHAT = "/chat/completions";

    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private volatile Function<RecordedRequest, Reply> dispatcher = request -> null;

    void enqueue(Reply reply) {
        replies.add(reply);
    }

    void dispatcher(Function<RecordedRequest, Reply> newDispatcher) {
        dispatcher = newDispatcher;
    }

    void clear() {
        replies.clear();
        dispatcher = request -> null;
    }

    static boolean isChat(RecordedRequest request) {
        return request.method().equals("POST") && request.path().endsWith(CHAT);
    }

    /** The next answer of the queue, if there is one and this request takes from it; else null. */
    Reply queued(RecordedRequest request) {
        return isChat(request) ? replies.poll() : null;
    }

    /** What the dispatcher answers, or null if it leaves the request to the realistic behaviour. */
    Reply dispatched(RecordedRequest request) {
        return dispatcher.apply(request);
    }
}
