package io.github.camelopenrouter.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.client.AnswerJson;
import io.github.camelopenrouter.client.CallListener;
import io.github.camelopenrouter.client.Cancellable;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.journal.GenerationJournal.Claim;
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

    private static final Logger LOG = LoggerFactory.getLogger(JournaledCall.class);
    private static final long FIRST_PAUSE = 25;
    private static final long LONGEST_PAUSE = 1_000;
    /** Before each further attempt to store an answer, in milliseconds. */
    private static final long[] STORE_PAUSES = {100, 300, 1_000};

    private final Journaling journaling;
    private final OpenRouterClient client;
    private final Command command;
    private final boolean parks;
    private final Journaling.Listener listener;
    private final Claim claim;
    private final long by;

    private Phase phase = Phase.ASKING;
    private boolean busy;
    private long pause = FIRST_PAUSE;
    private Future<?> deadline;
    private Future<?> waiting;
    private Cancellable sent;
    private String[] cancelled;
    private boolean draining;
    private volatile boolean doubtful;

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
        this.claim = new Claim(
                key, hash(command.body()), journaling.owner(), UUID.randomUUID().toString());
        Duration most = command.deadline();
        this.by = most == null ? Long.MAX_VALUE : now() + most.toNanos();
    }

    private long now() {
        return journaling.parts().nanoTime().getAsLong();
    }

    private static String hash(byte[] request) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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
        Found found;
        try {
            found = journaling.journal().begin(claim, journaling.lease());
        } catch (RuntimeException e) {
            // the row may have been written all the same; it says what is not true
            journaling.owe(() -> journaling.journal().released(claim), () -> {});
            end(Refusals.journal(e));
            return;
        }
        try {
            act(found);
        } catch (RuntimeException e) {
            end(Refusals.journal(e));
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
            end(Refusals.parked(parked.generationId(), parked.attempts()));
        } else {
            end(Refusals.mismatch());
        }
    }

    private void replay(String answer) {
        ChatResponse response;
        try {
            response = AnswerJson.read(answer);
        } catch (IllegalArgumentException e) {
            end(Refusals.unreadable(e));
            return;
        }
        if (over()) {
            journaling.work(() -> listener.answered(response, true));
        }
    }

    private void unanswered(GenerationJournal.Unanswered lost) {
        if (parks) {
            if (journaling.journal().park(claim.key(), lost.token())) {
                end(Refusals.parked(lost.generationId(), lost.attempts()));
            } else {
                again(0);
            }
            return;
        }
        boolean mine;
        try {
            mine = journaling.journal().takeOver(claim, lost.token(), journaling.lease());
        } catch (RuntimeException e) {
            journaling.owe(() -> journaling.journal().unanswered(claim, null), () -> {});
            throw e;
        }
        if (mine) {
            // whatever becomes of this attempt, the one before may have been billed
            doubtful = true;
            send();
        } else {
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
            if (phase != Phase.ASKING) {
                return;
            }
            waited = busy;
        }
        end(waited ? Refusals.inProgress() : Refusals.tooLate());
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
            journaling.write(this::notSent);
            return;
        }
        Cancellable call;
        try {
            call = client.complete(left(), this);
        } catch (RuntimeException e) {
            journaling.write(this::notSent);
            end(Refusals.notStarted(e));
            return;
        }
        String[] wish;
        boolean last;
        synchronized (this) {
            sent = call;
            wish = cancelled;
            last = draining;
        }
        if (wish != null) {
            call.cancel(wish[0], wish[1]);
        } else if (last) {
            call.drain();
        }
    }

    private Command left() {
        return by == Long.MAX_VALUE ? command : command.withDeadline(Duration.ofNanos(Math.max(1, by - now())));
    }

    private void notSent() {
        if (doubtful) {
            journaling.journal().unanswered(claim, null);
        } else {
            journaling.journal().released(claim);
        }
    }

    @Override
    public void answering(String generationId) {
        if (generationId != null) {
            journaling.tryAsk(() -> {
                try {
                    if (in(Phase.SENDING)) {
                        journaling.journal().answering(claim, generationId);
                    }
                } catch (RuntimeException e) {
                    LOG.warn("{}", e.getMessage());
                }
            });
        }
    }

    @Override
    public void again() {
        // where requests are parked, only what was not billed is sent again within a call
        doubtful |= !parks;
    }

    @Override
    public void completed(ChatResponse response) {
        synchronized (this) {
            phase = Phase.STORING;
        }
        journaling.ask(() -> store(response, 0));
    }

    private void store(ChatResponse response, int pauses) {
        Runnable write = () -> journaling.journal().answered(claim, answer(response));
        try {
            write.run();
        } catch (RuntimeException e) {
            boolean later = pauses < STORE_PAUSES.length
                    && later(() -> journaling.ask(() -> store(response, pauses + 1)), STORE_PAUSES[pauses]) != null;
            if (!later) {
                journaling.owe(write, () -> journaling.journal().unanswered(claim, response.id()));
                end(Refusals.notStored(response, e));
            }
            return;
        }
        if (over()) {
            journaling.work(() -> listener.answered(response, false));
        }
    }

    private static GenerationJournal.Answer answer(ChatResponse response) {
        return new GenerationJournal.Answer(
                response.id(),
                response.model(),
                response.provider(),
                response.usage() == null ? null : response.usage().cost(),
                AnswerJson.write(response));
    }

    @Override
    public void failed(OpenRouterException failure) {
        synchronized (this) {
            phase = Phase.STORING;
        }
        boolean unknown = doubtful || mayBeBilled(failure);
        journaling.ask(() -> {
            journaling.write(
                    unknown
                            ? () -> journaling.journal().unanswered(claim, failure.getGenerationId())
                            : () -> journaling.journal().released(claim));
            end(failure);
        });
    }

    /** What the service itself calls failed is not billed, even where text had come before. */
    private static boolean mayBeBilled(OpenRouterException failure) {
        Outcome outcome = failure.getOutcome();
        return outcome == Outcome.UNKNOWN || outcome == Outcome.PARTIAL && failure instanceof TransportException;
    }

    // ---- the end

    @Override
    public void cancel(String type, String why) {
        Cancellable call;
        boolean waited;
        synchronized (this) {
            cancelled = new String[] {type, why};
            call = phase == Phase.SENDING ? sent : null;
            waited = phase == Phase.ASKING && over();
        }
        if (waited) {
            journaling.work(() -> listener.failed(Refusals.cancelled(type, why)));
        } else if (call != null) {
            call.cancel(type, why);
        }
    }

    @Override
    public void drain() {
        Cancellable call;
        boolean waited;
        synchronized (this) {
            draining = true;
            call = sent;
            waited = phase == Phase.ASKING && over();
        }
        if (waited) {
            journaling.work(
                    () -> listener.failed(Refusals.cancelled("stopping", "the route is stopping, nothing was sent")));
        } else if (call != null) {
            call.drain();
        }
    }

    private void end(OpenRouterException failure) {
        if (over()) {
            journaling.work(() -> listener.failed(failure));
        }
    }

    /** False where it was over before. */
    private synchronized boolean over() {
        if (phase == Phase.OVER) {
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
