package io.github.camelopenrouter.journal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.client.AnswerJson;
import io.github.camelopenrouter.client.CallListener;
import io.github.camelopenrouter.client.Cancellable;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.journal.GenerationJournal.Found;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * One call through the journal: asks what is known of its key, waits without a thread while somebody else is at it, sends at most
 * once, and ends when what came of it is written down. Ends exactly once.
 */
final class JournaledCall implements Cancellable, CallListener {
    private enum Phase {
        ASKING,
        SENDING,
        STORING,
        OVER
    }

    private static final long FIRST_PAUSE = 25;
    private static final long LONGEST_PAUSE = 1_000;

    private final Journaling journaling;
    private final OpenRouterClient client;
    private final Command command;
    private final boolean parks;
    private final Journaling.Listener listener;
    private final Row row;
    private final long by;

    private Phase phase = Phase.ASKING;
    private boolean busy;
    private long pause = FIRST_PAUSE;
    private Future<?> deadline;
    private Future<?> waiting;
    private Cancellable sent;
    private String[] cancelled;
    private boolean draining;

    JournaledCall(
            Journaling journaling,
            OpenRouterClient client,
            Command command,
            String key,
            boolean parks,
            Journaling.Listener listener) {
        this.journaling = journaling;
        this.client = client;
        this.command = command;
        this.parks = parks;
        this.listener = listener;
        this.row = new Row(journaling, key, command.body());
        Duration most = command.deadline();
        this.by = most == null ? Long.MAX_VALUE : now() + most.toNanos();
    }

    private long now() {
        return journaling.parts().nanoTime().getAsLong();
    }

    void start() {
        journaling.started();
        if (by != Long.MAX_VALUE) {
            synchronized (this) {
                deadline = later(this::tooLate, TimeUnit.NANOSECONDS.toMillis(by - now()));
            }
        }
        journaling.ask(this::begin);
    }

    // ---- before anything is sent, on a thread of the journal

    private synchronized boolean in(Phase one) {
        return phase == one;
    }

    private void begin() {
        if (!in(Phase.ASKING)) {
            return;
        }
        try {
            act(row.begin());
        } catch (RuntimeException e) {
            refuse(Refusals.journal(e));
        }
    }

    private void act(Found found) {
        if (found instanceof GenerationJournal.Begun) {
            send();
        } else if (found instanceof GenerationJournal.Answered answered) {
            replay(answered.answer());
        } else if (found instanceof GenerationJournal.Busy other) {
            await(other.left());
        } else if (found instanceof GenerationJournal.Unanswered lost) {
            unanswered(lost);
        } else if (found instanceof GenerationJournal.Parked parked) {
            refuse(Refusals.parked(parked.generationId(), parked.attempts()));
        } else {
            refuse(Refusals.mismatch());
        }
    }

    private void replay(String answer) {
        ChatResponse response;
        try {
            response = AnswerJson.read(answer);
        } catch (IllegalArgumentException e) {
            refuse(Refusals.unreadable(e));
            return;
        }
        answered(Phase.ASKING, response);
    }

    private void unanswered(GenerationJournal.Unanswered lost) {
        if (parks && row.park(lost.token())) {
            refuse(Refusals.parked(lost.generationId(), lost.attempts()));
        } else if (!parks && row.takeOver(lost.token())) {
            send();
        } else {
            // somebody else was faster
            again(0);
        }
    }

    private void await(Duration left) {
        synchronized (this) {
            busy = true;
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        again(Math.max(1, Math.min(left.toMillis(), pause)));
    }

    private void again(long millis) {
        synchronized (this) {
            if (phase != Phase.ASKING) {
                return;
            }
            waiting = later(() -> journaling.ask(this::begin), millis);
            if (waiting != null) {
                return;
            }
        }
        cancel("stopped", "the route was stopped while the call waited");
    }

    /** Null where the context is stopping. */
    private Future<?> later(Runnable task, long millis) {
        try {
            return journaling.parts().timer().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    private void tooLate() {
        boolean waited;
        synchronized (this) {
            waited = busy;
        }
        refuse(waited ? Refusals.inProgress() : Refusals.tooLate());
    }

    // ---- the call

    private void send() {
        boolean late;
        synchronized (this) {
            late = phase != Phase.ASKING;
            if (!late) {
                phase = Phase.SENDING;
                stopTimers();
            }
        }
        if (late) {
            row.notSent();
            return;
        }
        Cancellable call;
        try {
            call = client.complete(left(), this);
        } catch (RuntimeException e) {
            row.notSent();
            end(Phase.SENDING, Refusals.notStarted(e));
            return;
        }
        String[] wish;
        boolean drain;
        synchronized (this) {
            sent = call;
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

    private Command left() {
        return by == Long.MAX_VALUE ? command : command.withDeadline(Duration.ofNanos(Math.max(1, by - now())));
    }

    @Override
    public void answering(String generationId) {
        if (generationId != null) {
            journaling.tryAsk(() -> {
                if (in(Phase.SENDING)) {
                    row.answering(generationId);
                }
            });
        }
    }

    @Override
    public void again() {
        // where requests are parked, only what was not billed is sent again within a call
        if (!parks) {
            row.doubt();
        }
    }

    @Override
    public void completed(ChatResponse response) {
        storing();
        journaling.ask(() ->
                row.store(response, () -> answered(Phase.STORING, response), failure -> end(Phase.STORING, failure)));
    }

    @Override
    public void failed(OpenRouterException failure) {
        storing();
        journaling.ask(() -> {
            row.failed(failure);
            end(Phase.STORING, failure);
        });
    }

    private synchronized void storing() {
        phase = Phase.STORING;
    }

    // ---- the end

    @Override
    public void cancel(String type, String why) {
        refuse(Refusals.cancelled(type, why));
        Cancellable call;
        synchronized (this) {
            cancelled = new String[] {type, why};
            call = phase == Phase.SENDING ? sent : null;
        }
        if (call != null) {
            call.cancel(type, why);
        }
    }

    @Override
    public void drain() {
        refuse(Refusals.stopping());
        Cancellable call;
        synchronized (this) {
            draining = true;
            call = phase == Phase.SENDING ? sent : null;
        }
        if (call != null) {
            call.drain();
        }
    }

    /** Ends the call unless something has been sent by now. */
    private void refuse(OpenRouterException failure) {
        end(Phase.ASKING, failure);
    }

    private void end(Phase from, OpenRouterException failure) {
        if (over(from)) {
            journaling.work(() -> listener.failed(failure));
        }
    }

    private void answered(Phase from, ChatResponse response) {
        if (over(from)) {
            journaling.work(() -> listener.answered(response, from == Phase.ASKING));
        }
    }

    /** False where it has left that phase. */
    private synchronized boolean over(Phase from) {
        if (phase != from) {
            return false;
        }
        phase = Phase.OVER;
        stopTimers();
        journaling.ended();
        return true;
    }

    private void stopTimers() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}
