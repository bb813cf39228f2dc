package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.Executor;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;

/**
 * Makes one stream of several calls that follow each other, and of what tools do between them. The end of a call is not that of the
 * stream: somebody else says when that has come.
 */
public final class ToolChatFeed extends ChatFeed {
    /** Hears how each call ends; called where it ends, so it must not block. */
    public interface Rounds {
        void completed(ChatResponse response);

        void failed(OpenRouterException failure);

        /** What an answer used that failed. */
        void used(Usage usage);
    }

    private final Rounds rounds;
    private ToolLoop loop;
    private boolean later;

    /**
     * @param routes where a subscriber is called
     * @param whole cuts all: the call that runs and what follows it
     */
    public ToolChatFeed(StreamOpening<ReadChatStream> listener, Executor routes, Rounds rounds, RunningCall whole) {
        super(listener, routes);
        this.rounds = rounds;
        attach(whole);
    }

    @Override
    public void again() {
        if (later) {
            // what stands in the queue is of the calls before
            forget();
        } else {
            super.again();
        }
    }

    /** Adds what a tool did; from any thread, while no call runs. */
    public void tool(ToolEvent event) {
        synchronized (this) {
            put(new ChatChunk(index(), "", null, event, null, null));
        }
    }

    /** The call has ended, and another follows; called where it ends. */
    public void goOn() {
        rest();
        later = true;
    }

    @Override
    public void used(Usage usage) {
        rounds.used(usage);
    }

    @Override
    public void completed(ChatResponse response) {
        goOn();
        rounds.completed(response);
    }

    @Override
    public void failed(OpenRouterException failure) {
        rounds.failed(failure);
    }

    /** The stream ends well. */
    public void end(ChatResponse response, ToolLoop all) {
        loop = all;
        if (all.pending() != null) {
            // the turn of a conversation is not over, and nothing of it is kept yet
            unkept(response);
        } else {
            completed(response, all.messages());
        }
    }

    /**
     * The stream fails.
     *
     * @param before what was reached
     */
    public void end(OpenRouterException failure, ToolLoop before) {
        failed(failure, before.messages());
    }

    @Override
    protected void last(ChatResponse response) {
        put(new ChatChunk(index(), "", null, null, response, loop));
    }
}
