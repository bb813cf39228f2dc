package io.github.camelopenrouter.internal.operation;

import java.util.List;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.PendingCalls;
import io.github.camelopenrouter.internal.call.Faults;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.internal.stream.ToolChatFeed;
import io.github.camelopenrouter.internal.tool.HeldTurn;
import io.github.camelopenrouter.internal.tool.ToolRounds;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * A streamed answer of a model that uses tools: call after call into one stream, in which text and what the tools do flow while it
 * runs. Ends once, in the stream.
 */
final class StreamedRounds implements RunningCall {
    private final CallBinding.Prepared prepared;
    private final Streams streams;
    private final Executor threads;
    private final ToolChatFeed feed;
    private final ToolRounds tools;
    private final OfferedTools.Rounds offered;
    /** Rounds that an exchange before this one had, where nothing was done since that must not be done again. */
    private final int free;

    private final CurrentRound current = new CurrentRound();

    private StreamedRounds(
            OpenRouterClient client,
            CallBinding.Prepared prepared,
            OfferedTools.Rounds rounds,
            StreamOpening<ReadChatStream> listener) {
        this.prepared = prepared;
        this.streams = new Streams(client);
        this.threads = client.routes();
        this.feed = new ToolChatFeed(listener, client.routes(), new Answers(), this);
        this.tools = rounds.begin(prepared, feed::tool, null);
        this.offered = rounds;
        PendingCalls.Back back = rounds.back();
        this.free = back != null && back.results() ? back.turn().rounds() : 0;
    }

    /** Sends the first round, or goes on with calls that came back; what it throws was not sent. */
    static RunningCall start(
            OpenRouterClient client,
            CallBinding.Prepared prepared,
            OfferedTools.Rounds rounds,
            StreamOpening<ReadChatStream> listener) {
        StreamedRounds streamed = new StreamedRounds(client, prepared, rounds, listener);
        if (rounds.back() == null) {
            streamed.send(prepared.command());
        } else {
            client.routes()
                    .execute(() -> streamed.guarded(() -> rounds.resume(streamed.tools, streamed.new AfterTools())));
        }
        return streamed;
    }

    private void send(Command command) {
        current.send(() -> streams.round(command, feed));
    }

    @Override
    public void cancel(String type, String why) {
        current.cancel(type, why);
        tools.cancel();
    }

    @Override
    public void drain() {
        current.drain();
    }

    /** An error, too, is this call's own: one that escaped would leave the stream without an end. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            fail(Faults.of(e, true));
        }
    }

    /** Ends the stream; what was reached is kept beside the failure. */
    private void fail(OpenRouterException failure) {
        OpenRouterException wished = failure instanceof ToolLoopException ? current.wished() : null;
        OpenRouterException told = wished == null ? failure : wished;
        if (tools.loop().rounds() > free && !(told instanceof ToolLoopException)) {
            told = told.with(told.details().withRetry(ErrorDetails.Retry.NEVER).withOutcome(Outcome.PARTIAL));
            told.addSuppressed(new ToolLoopException(
                    ErrorDetails.of("OpenRouter: rounds before were paid", Outcome.PARTIAL)
                            .withErrorType("tool_rounds_before"),
                    null,
                    tools.loop()));
        }
        feed.end(told, tools.loop());
    }

    private final class Answers implements ToolChatFeed.Rounds {
        @Override
        public void used(Usage usage) {
            tools.used(usage);
        }

        @Override
        public void completed(ChatResponse response) {
            threads.execute(() -> guarded(() -> {
                AfterTools next = new AfterTools();
                tools.answered(response, next);
                next.asker = null;
            }));
        }

        @Override
        public void failed(OpenRouterException failure) {
            if (ToolRounds.isUnreadable(failure) && current.wished() == null) {
                feed.goOn();
                threads.execute(() -> guarded(() -> tools.unreadable(new AfterTools())));
                return;
            }
            fail(failure);
        }
    }

    /** How it goes on behind an answer, and the tools that it asked for. */
    private final class AfterTools implements ToolRounds.Next {
        /** Null once the answer is dealt with, but for tools that run. */
        private volatile Thread asker = Thread.currentThread();

        @Override
        public void again(List<ChatMessage> messages) {
            goOn(() -> next(messages));
        }

        @Override
        public void answered(ChatResponse response) {
            goOn(() -> feed.end(response, tools.loop()));
        }

        /** Another thread may be one of a tool's own. */
        private void goOn(Runnable step) {
            if (Thread.currentThread() == asker) {
                guarded(step);
            } else {
                threads.execute(() -> guarded(step));
            }
        }

        @Override
        public void failed(OpenRouterException failure) {
            fail(failure);
        }

        @Override
        public void handedOut(HeldTurn held) {
            guarded(() -> feed.end(held.response(), tools.loop().with(offered.out(prepared, held, null, 0, 0))));
        }
    }

    private void next(List<ChatMessage> messages) {
        OpenRouterException wished = current.wished();
        if (wished != null) {
            throw wished;
        }
        send(prepared.goOn(messages, tools.withheld(), tools.timeLeft()));
    }
}
