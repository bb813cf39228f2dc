package io.github.camelopenrouter.internal.operation;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.PendingCalls;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.Faults;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.internal.tool.HeldTurn;
import io.github.camelopenrouter.internal.tool.ToolRounds;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.model.Violation;

/**
 * A completion that takes as many calls as its answer needs: tools that the model asks for are run and told, and an answer that is
 * wrong is sent back. Each round is a call of its own. Ends once, in one of the two methods of its {@link Listener}.
 */
final class CompletionRounds implements RunningCall {
    /** Sends one round. */
    interface Round {
        /**
         * @param before how many rounds came before
         * @param listener also a {@link JournalOwner.Listener}
         */
        <L extends CallListener & JournalOwner.Listener> RunningCall send(Command command, int before, L listener);

        /** Whether a message that comes again gets the answers of the rounds before without paying. */
        boolean replays();

        /** What a round is known by where a message that comes again gets its answer again; null where it does not. */
        String key(int before);
    }

    /** Hears the end; called once, on a thread that may run a route's code or on that of a failed call. */
    interface Listener {
        /**
         * @param value null where there was nothing to read
         * @param facts of all rounds
         * @param replayed whether nothing was sent
         */
        void answered(ChatResponse response, AnswerFormat.Value value, Facts facts, boolean replayed);

        void failed(OpenRouterException failure, Facts facts);

        /** The loop has calls that wait for somebody outside. */
        void handedOut(ChatResponse response, Facts facts, boolean replayed);
    }

    /**
     * What all rounds came to.
     *
     * @param repairs how many answers were sent back
     * @param cost in US dollars; null where not known
     * @param loop null where no tools were offered
     */
    record Facts(int repairs, BigDecimal cost, ToolLoop loop) {}

    private final CallBinding.Prepared prepared;
    private final int maxRepairs;
    /** What the model's calls of tools lead to; null where none are offered. */
    private final ToolRounds tools;

    private final OfferedTools.Rounds offered;
    private final Round rounds;
    private final Executor threads;
    private final Listener listener;

    // of one round after the other
    private int before;
    private int repairs;
    private BigDecimal spent = BigDecimal.ZERO;
    private boolean allReplayed = true;
    private InvalidAnswerException last;
    /** How many requests come before the first whose failure leaves nothing behind that was paid or done in this exchange; -1 for none. */
    private int first;

    private final CurrentRound current = new CurrentRound();

    /**
     * @param offered null where no tools are
     * @param tools of these; null where none are offered
     * @param threads where answers are read, which runs code of the class that is read
     */
    CompletionRounds(
            CallBinding.Prepared prepared,
            int maxRepairs,
            OfferedTools.Rounds offered,
            ToolRounds tools,
            Round rounds,
            Executor threads,
            Listener listener) {
        this.prepared = prepared;
        this.maxRepairs = maxRepairs;
        this.offered = offered;
        this.tools = tools;
        this.rounds = rounds;
        this.threads = threads;
        this.listener = listener;
    }

    /** Sends the first round, or goes on with calls that came back; what it throws was not sent. */
    void start() {
        PendingCalls.Back back = offered == null ? null : offered.back();
        if (back == null) {
            send(prepared.command());
            return;
        }
        before = back.before();
        repairs = back.repairs();
        spent = back.turn().cost();
        first = back.results() ? before + 1 : -1;
        threads.execute(() -> guarded(() -> offered.resume(tools, new AfterTools())));
    }

    private void send(Command command) {
        current.send(() -> rounds.send(command, before, new Answer()));
    }

    @Override
    public void cancel(String type, String why) {
        current.cancel(type, why);
        if (tools != null) {
            tools.cancel();
        }
    }

    @Override
    public void drain() {
        current.drain();
    }

    /** Hears how one round ends. */
    private final class Answer implements CallListener, JournalOwner.Listener {
        /** All that is done there is to hand over to another thread. */
        @Override
        public boolean endsAnywhere() {
            return true;
        }

        @Override
        public void used(Usage usage) {
            count(usage);
            if (tools != null) {
                tools.used(usage);
            }
        }

        @Override
        public void usedInVain(Usage usage) {
            used(usage);
        }

        @Override
        public void completed(ChatResponse response) {
            answered(response, false);
        }

        @Override
        public void answered(ChatResponse response, boolean replayed) {
            threads.execute(() -> guarded(() -> judge(response, replayed)));
        }

        @Override
        public void failed(OpenRouterException failure) {
            if (tools != null && ToolRounds.isUnreadable(failure) && current.wished() == null) {
                threads.execute(() -> guarded(() -> tools.unreadable(new AfterTools())));
                return;
            }
            listener.failed(before == first ? failure : paidBefore(failure), facts());
        }
    }

    /** An error, too, is this call's own: one that escaped would leave it without an end. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            listener.failed(paidBefore(Faults.of(e, true)), facts());
        }
    }

    private Facts facts() {
        return new Facts(repairs, spent, tools == null ? null : tools.loop());
    }

    private void count(Usage usage) {
        BigDecimal cost = usage == null ? null : usage.cost();
        spent = spent == null || cost == null ? null : spent.add(cost);
    }

    private void judge(ChatResponse response, boolean replayed) {
        count(response.usage());
        allReplayed &= replayed;
        if (tools == null) {
            read(response);
        } else {
            AfterTools next = new AfterTools();
            tools.answered(response, next);
            next.asker = null;
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
            goOn(() -> read(response));
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
            OpenRouterException wished = current.wished();
            listener.failed(wished == null ? failure : wished, facts());
        }

        @Override
        public void handedOut(HeldTurn held) {
            guarded(() -> {
                int next = before + 1;
                PendingToolCalls pending = offered.out(prepared, held, rounds.key(next), before, repairs);
                listener.handedOut(
                        held.response(), new Facts(repairs, spent, tools.loop().with(pending)), allReplayed);
            });
        }
    }

    private void read(ChatResponse response) {
        AnswerFormat.Value value;
        try {
            value = prepared.format().isPlain() ? null : prepared.format().read(response);
        } catch (InvalidAnswerException e) {
            sendBack(response, e.after(repairs, spent));
            return;
        }
        listener.answered(response, value, facts(), allReplayed);
    }

    private void sendBack(ChatResponse response, InvalidAnswerException wrong) {
        boolean repairable = wrong.getErrorType().equals("answer_invalid")
                || wrong.getErrorType().equals("answer_not_json");
        if (!repairable || repairs >= maxRepairs) {
            listener.failed(wrong, facts());
            return;
        }
        last = wrong;
        ChatMessage complaint = ChatMessage.user(complaint(wrong));
        repairs++;
        next(tools == null ? List.of(response.message(), complaint) : tools.goOn(complaint));
    }

    /** Asks again, unless that is not wanted any more. */
    private void next(List<ChatMessage> messages) {
        OpenRouterException wished = current.wished();
        if (wished != null) {
            throw wished;
        }
        Command command =
                tools == null ? prepared.goOn(messages) : prepared.goOn(messages, tools.withheld(), tools.timeLeft());
        before++;
        send(command);
    }

    /** Answers before this failure were paid: to send the message again would pay for them again, unless they are replayed. */
    private OpenRouterException paidBefore(OpenRouterException failure) {
        OpenRouterException told = rounds.replays() && first == 0
                ? failure
                : failure.with(
                        failure.details().withRetry(ErrorDetails.Retry.NEVER).withOutcome(Outcome.PARTIAL));
        if (last != null && last != told) {
            told.addSuppressed(last);
        }
        return told;
    }

    /** What the model is told. */
    private static String complaint(InvalidAnswerException wrong) {
        StringBuilder text =
                new StringBuilder("That answer is not valid. Answer again with the whole corrected JSON, and"
                        + " nothing else. What is wrong:");
        for (Violation violation : wrong.getViolations()) {
            text.append("\n- ").append(violation);
        }
        return text.toString();
    }
}
