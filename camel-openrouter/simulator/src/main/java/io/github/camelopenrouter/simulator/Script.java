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

    /** The scripted answer, or null if this request is not scripted. */
    Reply next(RecordedRequest request) {
        if (request.method().equals("POST") && request.path().endsWith(CHAT)) {
            Reply reply = replies.poll();
            if (reply != null) {
                return reply;
            }
        }
        return dispatcher.apply(request);
    }
}
