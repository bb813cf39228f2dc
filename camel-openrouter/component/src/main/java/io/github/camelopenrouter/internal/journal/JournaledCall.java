package io.github.camelopenrouter.internal.journal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Found;

/**
 * One call through the journal: asks what is known of its key, waits without a thread while somebody else is at it, sends at most
 * once, and ends when what came of it is written down, or at its deadline.
 *
 * <p>Ends exactly once, in {@link #end}. Whatever runs for it, on whatever thread, runs as a {@link #step}, which ends the call
 * with anything that is thrown.
 */
final class JournaledCall implements RunningCall, CallListener {
    private enum Phase {
        ASKING,
        SENDING,
        STORING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(JournaledCall.class);
    private static final long FIRST_PAUSE = 25;
    private static final long LONGEST_PAUSE = 1_000;
    /** How long the journal may take for one question, or to write down what came of a call, where no deadline is sooner. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A call that ends at its deadline has this long to be written down. */
    private static final Duration GRACE = Duration.ofMillis(50);
    /** How long writing may take when the call is cancelled. */
    private static final Duration HURRY = Duration.ofSeconds(2);

    private final JournalOwner journaling;
    private final OpenRouterClient client;
    private final Command command;
    private final boolean parks;
    private final JournalOwner.Listener listener;
    private final JournalRow row;
    private final long by;

    private Phase phase = Phase.ASKING;
    private boolean busy;
    private long pause = FIRST_PAUSE;
    private Future<?> timer;
    private Question question;
    private RunningCall sent;
    private String[] cancelled;
    private boolean draining;
    /** What is being written, and what is told where that takes too long. */
    private Change storing;

    private OpenRouterException late;

    JournaledCall(
            JournalOwner journaling,
            OpenRouterClient client,
            Command command,
            String key,
            boolean parks,
            JournalOwner.Listener listener) {
        this.journaling = journaling;
        this.client = client;
        this.command = command;
        this.parks = parks;
        this.listener = listener;
        this.row = new JournalRow(journaling, key, command.body());
        Duration most = command.deadline();
        this.by = most == null ? Long.MAX_VALUE : now() + most.toNanos();
    }

    private long now() {
        return journaling.parts().nanoTime().getAsLong();
    }

    void start() {
        journaling.began(this);
        if (!journaling.isStopping()) {
            step(this::ask);
        }
        // the component may have begun to stop meanwhile, without having seen this call
        if (journaling.isStopping()) {
            cancel("stopped", "the component is stopped");
        }
    }

    // ---- the backstop

    private void step(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broken(e);
        }
    }

    /** After anything that was thrown, the caller is told, and the row says no more than is known. */
    private void broken(Throwable why) {
        if (end(Phase.ASKING, Ending.failed(JournalRefusals.of(why, journaling.isStopping())))) {
            return;
        }
        if (end(Phase.SENDING, Ending.failed(JournalRefusals.notStarted(why)))) {
            boolean never = why instanceof OpenRouterException known && known.getOutcome() == Outcome.NOT_SENT;
            journaling.changes().write(never ? row.notSent() : row.unanswered(null));
        } else if (!storingTakesTooLong()) {
            LOG.warn("Something failed after the end of a call", why);
        }
    }

    // ---- before anything is sent

    private void ask() {
        Question next = new Question(() -> step(this::begin));
        synchronized (this) {
            if (phase != Phase.ASKING) {
                return;
            }
            question = next;
        }
        alarm(
                PATIENCE,
                () -> end(Phase.ASKING, Ending.failed(isLate() ? tooLate() : JournalRefusals.silent(PATIENCE))));
        journaling.ask(next);
    }

    private boolean isLate() {
        return by != Long.MAX_VALUE && now() >= by;
    }

    private synchronized OpenRouterException tooLate() {
        return busy ? JournalRefusals.inProgress() : JournalRefusals.tooLate();
    }

    private synchronized boolean in(Phase one) {
        return phase == one;
    }

    /** On a thread of the journal. */
    private void begin() {
        if (!in(Phase.ASKING)) {
            return;
        }
        Found found = row.begin();
        if (found instanceof GenerationJournal.Begun) {
            send();
        } else if (found instanceof GenerationJournal.Answered answered) {
            replay(answered.answer());
        } else if (found instanceof GenerationJournal.Busy other) {
            await(other.left());
        } else if (found instanceof GenerationJournal.Unanswered lost) {
            unanswered(lost);
        } else if (found instanceof GenerationJournal.Parked parked) {
            refuse(JournalRefusals.parked(parked.generationId(), parked.attempts()));
        } else if (found instanceof GenerationJournal.Mismatch) {
            refuse(JournalRefusals.mismatch());
        } else {
            throw new IllegalStateException("the journal did not say what it found");
        }
    }

    private void replay(String answer) {
        ChatResponse response;
        try {
            response = AnswerJson.read(answer);
        } catch (RuntimeException | StackOverflowError e) {
            refuse(JournalRefusals.unreadable(e));
            return;
        }
        end(Phase.ASKING, Ending.answered(response, true));
    }

    private void unanswered(GenerationJournal.Unanswered lost) {
        if (!in(Phase.ASKING)) {
            return;
        }
        if (parks && row.park(lost.token())) {
            refuse(JournalRefusals.parked(lost.generationId(), lost.attempts()));
        } else if (!parks && row.takeOver(lost.token())) {
            send();
        } else {
            // somebody else was faster; without a pause, a row that nobody can take over would be asked for endlessly
            await(Duration.ofMillis(FIRST_PAUSE));
        }
    }

    private void await(Duration left) {
        long millis;
        synchronized (this) {
            busy = true;
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            millis = Math.max(1, Math.min(left.toMillis(), pause));
        }
        alarm(Duration.ofMillis(millis), () -> {
            if (isLate()) {
                refuse(tooLate());
            } else {
                ask();
            }
        });
    }

    private void refuse(OpenRouterException failure) {
        end(Phase.ASKING, Ending.failed(failure));
    }

    /** One alarm at a time: after this long, or at the deadline where that is sooner. */
    private void alarm(Duration after, Runnable then) {
        long now = now();
        alarm(Math.min(after.toNanos(), Math.max(0, by == Long.MAX_VALUE ? Long.MAX_VALUE : by - now)), then);
    }

    private synchronized void alarm(long nanos, Runnable then) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (phase != Phase.OVER) {
            timer = journaling.parts().timer().schedule(() -> step(then), nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A question that waits for a thread. It holds nothing any more once its call has ended. */
    private static final class Question implements Runnable {
        private final AtomicReference<Runnable> task;

        Question(Runnable task) {
            this.task = new AtomicReference<>(task);
        }

        @Override
        public void run() {
            Runnable now = task.getAndSet(null);
            if (now != null) {
                now.run();
            }
        }

        void drop() {
            task.set(null);
        }
    }

    // ---- the call

    private void send() {
        synchronized (this) {
            if (phase == Phase.ASKING) {
                phase = Phase.SENDING;
                stopTimer();
            }
        }
        if (!in(Phase.SENDING)) {
            // the call ended while the journal was being asked
            journaling.changes().writeHere(row.notSent());
            return;
        }
        RunningCall call = client.complete(left(), this);
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
        if (generationId == null) {
            return;
        }
        try {
            journaling.ask(() -> {
                if (in(Phase.SENDING)) {
                    row.answering(generationId);
                }
            });
        } catch (RuntimeException | Error e) {
            // the id is useful but not needed here, because the answer brings it again
            LOG.debug("A generation id is not noted", e);
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
        step(() -> store(
                () -> row.answered(response),
                JournalRefusals.notStored(response, "the journal did not store the answer in time", null),
                why -> why == null
                        ? Ending.answered(response, false)
                        : Ending.failed(JournalRefusals.notStored(response, JournalRefusals.why(why), why))));
    }

    @Override
    public void failed(OpenRouterException failure) {
        step(() -> store(() -> row.failed(failure), failure, why -> Ending.failed(failure)));
    }

    private interface Written {
        Ending ending(Throwable why);
    }

    private void store(Supplier<Change> making, OpenRouterException whenLate, Written then) {
        synchronized (this) {
            if (phase == Phase.SENDING) {
                phase = Phase.STORING;
                late = whenLate;
            }
        }
        Change change = making.get();
        synchronized (this) {
            storing = change;
        }
        if (in(Phase.STORING)) {
            long most = PATIENCE.toNanos();
            long left = by == Long.MAX_VALUE ? most : Math.max(0, by - now()) + GRACE.toNanos();
            try {
                alarm(Math.min(most, left), this::storingTakesTooLong);
            } catch (RejectedExecutionException e) {
                // the component is stopping, and ends the calls that are left
                LOG.debug("The timer has ended", e);
            }
            change.listener(why -> step(() -> end(Phase.STORING, then.ending(why))));
        }
        journaling.changes().write(change);
    }

    /** False where nothing is being stored. */
    private boolean storingTakesTooLong() {
        Change change;
        OpenRouterException failure;
        synchronized (this) {
            change = storing;
            failure = late;
        }
        if (!end(Phase.STORING, Ending.failed(failure))) {
            return false;
        }
        if (change == null) {
            journaling.changes().write(row.unanswered(failure.getGenerationId()));
        } else {
            journaling.changes().abandon(change);
        }
        return true;
    }

    // ---- the end

    @Override
    public void cancel(String type, String why) {
        if (end(Phase.ASKING, Ending.failed(JournalRefusals.cancelled(type, why)))) {
            return;
        }
        step(() -> {
            RunningCall call;
            boolean writing;
            synchronized (this) {
                cancelled = new String[] {type, why};
                call = phase == Phase.SENDING ? sent : null;
                writing = phase == Phase.STORING;
            }
            if (call != null) {
                call.cancel(type, why);
            } else if (writing) {
                hurry();
            }
        });
    }

    private void hurry() {
        try {
            alarm(HURRY.toNanos(), this::storingTakesTooLong);
        } catch (RejectedExecutionException e) {
            // the component is stopping, and ends the calls that are left
            LOG.debug("The timer has ended", e);
        }
    }

    @Override
    public void drain() {
        if (end(Phase.ASKING, Ending.failed(JournalRefusals.stopping()))) {
            return;
        }
        step(() -> {
            RunningCall call;
            synchronized (this) {
                draining = true;
                call = phase == Phase.SENDING ? sent : null;
            }
            if (call != null) {
                call.drain();
            }
        });
    }

    /** The component has waited long enough: ends the call wherever it is. */
    void abort() {
        if (!end(Phase.ASKING, Ending.failed(JournalRefusals.cancelled("stopped", "the component stopped")))
                && !end(Phase.SENDING, Ending.failed(JournalRefusals.stopped()))) {
            storingTakesTooLong();
        }
    }

    /** How a call ends: one of the two. */
    private interface Ending extends Consumer<JournalOwner.Listener> {
        static Ending failed(OpenRouterException failure) {
            return listener -> listener.failed(failure);
        }

        static Ending answered(ChatResponse response, boolean replayed) {
            return listener -> listener.answered(response, replayed);
        }
    }

    /** False where the call has left that phase. */
    private boolean end(Phase from, Ending ending) {
        Question left;
        synchronized (this) {
            if (phase != from) {
                return false;
            }
            phase = Phase.OVER;
            stopTimer();
            left = question;
        }
        if (left != null) {
            left.drop();
        }
        AtomicBoolean told = new AtomicBoolean();
        try {
            journaling.work(() -> tell(ending, told));
        } catch (Throwable e) {
            // there is no thread for it, or none can be made, and running here is better than never
            LOG.error("The end of a call could not be handed over", e);
            tell(ending, told);
        } finally {
            journaling.ended(this);
        }
        return true;
    }

    private void tell(Ending ending, AtomicBoolean told) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        try {
            ending.accept(listener);
        } catch (Throwable e) {
            LOG.error("An exchange could not be told how its call ended", e);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
