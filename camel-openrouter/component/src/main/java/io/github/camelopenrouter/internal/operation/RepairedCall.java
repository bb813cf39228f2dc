package io.github.camelopenrouter.internal.operation;

import java.math.BigDecimal;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.Faults;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Violation;

/**
 * A completion whose answer is read and checked, and sent back while it is wrong and may be. Each round is a call of its own. Ends
 * once, in one of the two methods of its {@link Listener}.
 */
final class RepairedCall implements RunningCall {
    /** Sends one round. */
    interface Round {
        /**
         * @param repairs how many answers were sent back before
         * @param listener also a {@link JournalOwner.Listener}
         */
        <L extends CallListener & JournalOwner.Listener> RunningCall send(Command command, int repairs, L listener);

        /** Whether a message that comes again gets the answers of the rounds before without paying. */
        boolean replays();
    }

    /** Hears the end; called once, on a thread that may run a route's code or on that of a failed call. */
    interface Listener {
        /**
         * @param value null where there was nothing to read
         * @param costInAll of all rounds; null where not known
         * @param replayed whether nothing was sent
         */
        void answered(
                ChatResponse response, AnswerFormat.Value value, int repairs, BigDecimal costInAll, boolean replayed);

        void failed(OpenRouterException failure);
    }

    private final CallBinding.Prepared prepared;
    private final int maxRepairs;
    private final Round rounds;
    private final Executor threads;
    private final Listener listener;

    // of one round after the other
    private int repairs;
    private BigDecimal spent = BigDecimal.ZERO;
    private boolean allReplayed = true;
    private InvalidAnswerException last;

    // guarded by this
    private int begun;
    private RunningCall current;
    private String[] cancelled;
    private boolean draining;

    /**
     * @param threads where answers are read, which runs code of the class that is read
     */
    RepairedCall(CallBinding.Prepared prepared, int maxRepairs, Round rounds, Executor threads, Listener listener) {
        this.prepared = prepared;
        this.maxRepairs = maxRepairs;
        this.rounds = rounds;
        this.threads = threads;
        this.listener = listener;
    }

    /** Sends the first round; what it throws was not sent. */
    void start() {
        send(prepared.command());
    }

    private void send(Command command) {
        int round;
        synchronized (this) {
            round = ++begun;
            current = null;
        }
        RunningCall call = rounds.send(command, repairs, new Answer());
        String[] wish;
        boolean drain;
        synchronized (this) {
            if (round != begun) {
                // it has ended, and the next has begun
                return;
            }
            current = call;
            wish = cancelled;
            drain = draining;
        }
        if (drain) {
            call.drain();
        }
        if (wish != null) {
            call.cancel(wish[0], wish[1]);
        }
    }

    @Override
    public void cancel(String type, String why) {
        RunningCall running;
        synchronized (this) {
            cancelled = new String[] {type, why};
            running = current;
        }
        if (running != null) {
            running.cancel(type, why);
        }
    }

    @Override
    public void drain() {
        RunningCall running;
        synchronized (this) {
            draining = true;
            running = current;
        }
        if (running != null) {
            running.drain();
        }
    }

    private synchronized String[] wish() {
        return draining && cancelled == null
                ? new String[] {"stopped", "the route was stopped, and the answer was not sent back to be repaired"}
                : cancelled;
    }

    /** Hears how one round ends. */
    private final class Answer implements CallListener, JournalOwner.Listener {
        /** All that is done there is to hand over to another thread. */
        @Override
        public boolean endsAnywhere() {
            return true;
        }

        @Override
        public void completed(ChatResponse response) {
            answered(response, false);
        }

        @Override
        public void answered(ChatResponse response, boolean replayed) {
            threads.execute(() -> judge(response, replayed));
        }

        @Override
        public void failed(OpenRouterException failure) {
            listener.failed(last == null ? failure : paidBefore(failure));
        }
    }

    private void judge(ChatResponse response, boolean replayed) {
        BigDecimal cost = response.usage() == null ? null : response.usage().cost();
        spent = spent == null || cost == null ? null : spent.add(cost);
        allReplayed &= replayed;
        AnswerFormat.Value value;
        try {
            value = prepared.format().read(response);
        } catch (InvalidAnswerException e) {
            sendBack(response, e.after(repairs, spent));
            return;
        } catch (Throwable e) {
            // an error, too, is this call's own: one that escaped would leave it without an end
            listener.failed(Faults.of(e, true));
            return;
        }
        listener.answered(response, value, repairs, spent, allReplayed);
    }

    private void sendBack(ChatResponse response, InvalidAnswerException wrong) {
        boolean repairable = wrong.getErrorType().equals("answer_invalid")
                || wrong.getErrorType().equals("answer_not_json");
        if (!repairable || repairs >= maxRepairs) {
            listener.failed(wrong);
            return;
        }
        last = wrong;
        try {
            String[] wish = wish();
            if (wish != null) {
                throw new TransportException(
                        ErrorDetails.of("OpenRouter: " + wish[1], Outcome.PARTIAL)
                                .withErrorType(wish[0]),
                        null);
            }
            Command command = prepared.goOn(response.message(), ChatMessage.user(complaint(wrong)));
            repairs++;
            send(command);
        } catch (Throwable e) {
            listener.failed(paidBefore(Faults.of(e, true)));
        }
    }

    /** Answers before this failure were paid: to send the message again would pay for them again, unless they are replayed. */
    private OpenRouterException paidBefore(OpenRouterException failure) {
        OpenRouterException told = rounds.replays()
                ? failure
                : failure.with(
                        failure.details().withRetry(ErrorDetails.Retry.NEVER).withOutcome(Outcome.PARTIAL));
        told.addSuppressed(last);
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
