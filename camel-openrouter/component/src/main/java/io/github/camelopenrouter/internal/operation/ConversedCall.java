package io.github.camelopenrouter.internal.operation;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.conversation.ConversationTurn;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/** A call that waits for its turn in a conversation, and is sent when what was said before is there. */
final class ConversedCall implements RunningCall, ConversationTurn.Listener {
    private final ConversationTurn turn;
    private final RunningExchange running;
    private final Supplier<RunningCall> sending;

    // guarded by this
    private RunningCall call;
    private String[] cancelled;
    private boolean draining;

    private ConversedCall(ConversationTurn turn, RunningExchange running, Supplier<RunningCall> sending) {
        this.turn = turn;
        this.running = running;
        this.sending = sending;
    }

    /**
     * Begins the turn.
     *
     * @param sending called once on a thread that may run a route's code; may throw where something cannot be sent
     * @throws OpenRouterException where the turn is refused at once; nothing was sent
     */
    static RunningCall begin(ConversationTurn turn, RunningExchange running, Supplier<RunningCall> sending) {
        running.converses(turn);
        ConversedCall call = new ConversedCall(turn, running, sending);
        turn.begin(call);
        return call;
    }

    @Override
    public void begun() {
        if (running.abandoned()) {
            failed(new TransportException(
                    ErrorDetails.notSent(
                            "OpenRouter: interrupted while the message waited for its turn, nothing was sent",
                            "interrupted"),
                    null));
            return;
        }
        RunningCall sent;
        try {
            // for this turn alone, and not for the next call of the route
            running.exchange().getMessage().removeHeader(OpenRouterConstants.CONVERSATION_FORGET);
            sent = sending.get();
        } catch (OpenRouterException e) {
            failed(e);
            return;
        } catch (Throwable e) {
            // an error, too, is this exchange's own: one that escaped would leave it without an end
            running.over(() -> running.exchange().setException(e));
            return;
        }
        String[] wish;
        boolean drain;
        synchronized (this) {
            call = sent;
            wish = cancelled;
            drain = draining;
        }
        if (drain) {
            sent.drain();
        }
        if (wish != null) {
            sent.cancel(wish[0], wish[1]);
        }
    }

    @Override
    public void failed(OpenRouterException failure) {
        running.over(() -> running.failure(failure));
    }

    @Override
    public void cancel(String type, String why) {
        RunningCall sent;
        synchronized (this) {
            cancelled = new String[] {type, why};
            sent = call;
        }
        // first: what had arrived of the answer is written down behind it
        turn.cancel(type, why);
        if (sent != null) {
            sent.cancel(type, why);
        }
    }

    @Override
    public void drain() {
        RunningCall sent;
        synchronized (this) {
            draining = true;
            sent = call;
        }
        if (sent != null) {
            sent.drain();
        } else {
            turn.drain();
        }
    }

    // ---- for whoever ends the exchange

    /**
     * Writes down what was said, where the exchange is a turn of a conversation.
     *
     * @param added what model and tools said, the last answer included
     * @param then hears the end once, now or later and from any thread: null, or why the exchange fails
     */
    static void answered(
            RunningExchange running,
            ChatResponse response,
            List<ChatMessage> added,
            Consumer<OpenRouterException> then) {
        ConversationTurn turn = running.turn();
        if (turn == null) {
            then.accept(null);
        } else {
            turn.answered(response, added, then);
        }
    }

    /**
     * The same where the answer was cut.
     *
     * @param added what was whole before it
     * @param then hears the failure
     */
    static void cut(
            RunningExchange running,
            List<ChatMessage> added,
            OpenRouterException failure,
            Consumer<OpenRouterException> then) {
        ConversationTurn turn = running.turn();
        if (turn == null) {
            then.accept(failure);
        } else {
            turn.cut(added, failure, then);
        }
    }
}
