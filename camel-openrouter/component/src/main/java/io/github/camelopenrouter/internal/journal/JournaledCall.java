package io.github.camelopenrouter.internal.journal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Found;

/**
 * One call through the journal, of a model or of a tool: asks what is known of its key, waits without a thread while somebody else is
 * at it, sends at most once, and ends when what came of it is written down, or at its deadline.
 *
 * <p>Ends exactly once, in {@link #end}. Whatever runs for it, on whatever thread, runs as a {@link #step}, which ends the call
 * with anything that is thrown.
 *
 * @param <A> what comes of it
 */
final class JournaledCall<A> implements RunningCall, Work.Hearing<A> {
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
    private final Work<A> work;
    private final JournalRefusals refusals;
    private final JournalRow row;
    private volatile long by;

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

    private Runnable late;
    private String lateId;

    JournaledCall(JournalOwner journaling, String key, Work<A> work) {
        this.journaling = journaling;
        this.work = work;
        this.refusals = work.refusals();
        this.row = new JournalRow(journaling, key, work.hash());
        Duration most = work.deadline();
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
        if (end(Phase.ASKING, failing(refusals.of(why, journaling.isStopping())))) {
            return;
        }
        if (end(Phase.SENDING, failing(refusals.notStarted(why)))) {
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
        alarm(PATIENCE, () -> end(Phase.ASKING, failing(isLate() ? tooLate() : refusals.silent(PATIENCE))));
        journaling.ask(next);
    }

    private boolean isLate() {
        return by != Long.MAX_VALUE && now() >= by;
    }

    private synchronized OpenRouterException tooLate() {
        return busy ? refusals.inProgress() : refusals.tooLate();
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
            send(false);
        } else if (found instanceof GenerationJournal.Answered answered) {
            replay(answered.answer());
        } else if (found instanceof GenerationJournal.Busy other) {
            await(other.left());
        } else if (found instanceof GenerationJournal.Unanswered lost) {
            unanswered(lost);
        } else if (found instanceof GenerationJournal.Parked parked) {
            refuse(work.parked(parked.generationId(), parked.attempts()));
        } else if (found instanceof GenerationJournal.Mismatch) {
            refuse(refusals.mismatch());
        } else {
            throw new IllegalStateException("the journal did not say what it found");
        }
    }

    private void replay(String answer) {
        A read;
        try {
            read = work.read(answer);
        } catch (RuntimeException | StackOverflowError e) {
            refuse(refusals.unreadable(e));
            return;
        }
        end(Phase.ASKING, () -> work.tell(read, true));
    }

    private void unanswered(GenerationJournal.Unanswered lost) {
        if (!in(Phase.ASKING)) {
            return;
        }
        boolean parks = work.policy() == Work.Unanswered.PARK;
        if (!(parks ? row.park(lost.token()) : row.takeOver(lost.token()))) {
            // somebody else was faster; without a pause, a row that nobody can take over would be asked for endlessly
            await(Duration.ofMillis(FIRST_PAUSE));
        } else if (parks) {
            refuse(work.parked(lost.generationId(), lost.attempts()));
        } else {
            send(work.policy() == Work.Unanswered.INSTEAD);
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
        end(Phase.ASKING, failing(failure));
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

    private void send(boolean instead) {
        synchronized (this) {
            if (phase == Phase.ASKING) {
                phase = Phase.SENDING;
                stopTimer();
                by = work.deadlineIsForWaiting() ? Long.MAX_VALUE : by;
            }
        }
        if (!in(Phase.SENDING)) {
            // the call ended while the journal was being asked
            journaling.changes().writeHere(row.notSent());
            return;
        }
        if (instead) {
            done(work.instead());
            return;
        }
        RunningCall call = work.begin(left(), this);
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

    private Duration left() {
        return by == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(1, by - now()));
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
        if (work.policy() != Work.Unanswered.PARK) {
            row.doubt();
        }
    }

    @Override
    public void done(A answer) {
        step(() -> {
            if (!work.holds(answer)) {
                store(
                        () -> row.unanswered(null),
                        null,
                        () -> work.tell(answer, false),
                        why -> () -> work.tell(answer, false));
                return;
            }
            OpenRouterException late = work.notStored(answer, "the journal did not store the answer in time", null);
            store(
                    () -> row.answered(work, answer),
                    late.getGenerationId(),
                    failing(late),
                    why -> why == null
                            ? () -> work.tell(answer, false)
                            : failing(work.notStored(answer, JournalRefusals.why(why), why)));
        });
    }

    @Override
    public void failed(OpenRouterException failure) {
        step(() ->
                store(() -> row.failed(failure), failure.getGenerationId(), failing(failure), why -> failing(failure)));
    }

    private Runnable failing(OpenRouterException failure) {
        return () -> work.tell(failure);
    }

    private interface Written {
        Runnable ending(Throwable why);
    }

    private void store(Supplier<Change> making, String generationId, Runnable whenLate, Written then) {
        synchronized (this) {
            if (phase == Phase.SENDING) {
                phase = Phase.STORING;
                late = whenLate;
                lateId = generationId;
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
        Runnable ending;
        String id;
        synchronized (this) {
            change = storing;
            ending = late;
            id = lateId;
        }
        if (!end(Phase.STORING, ending)) {
            return false;
        }
        if (change == null) {
            journaling.changes().write(row.unanswered(id));
        } else {
            journaling.changes().abandon(change);
        }
        return true;
    }

    // ---- the end

    @Override
    public void cancel(String type, String why) {
        if (end(Phase.ASKING, failing(refusals.cancelled(type, why)))) {
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
        if (end(Phase.ASKING, failing(refusals.stopping()))) {
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
        if (!end(Phase.ASKING, failing(refusals.cancelled("stopped", "the component stopped")))
                && !end(Phase.SENDING, failing(refusals.stopped()))) {
            storingTakesTooLong();
        }
    }

    /** False where the call has left that phase. */
    private boolean end(Phase from, Runnable ending) {
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

    private void tell(Runnable ending, AtomicBoolean told) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        try {
            ending.run();
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
