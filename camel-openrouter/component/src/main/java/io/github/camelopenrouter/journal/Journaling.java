package io.github.camelopenrouter.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.client.Cancellable;
import io.github.camelopenrouter.client.EngineParts;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * One owner in a journal: makes calls that are written down before they are sent and after they are answered, and keeps their
 * leases while they run. Thread-safe.
 */
public final class Journaling implements AutoCloseable {
    /** What a call that is written down comes to: exactly one of the two, on a settling thread. */
    public interface Listener {
        /**
         * @param replayed whether the answer is the journal's and nothing was sent
         */
        void answered(ChatResponse response, boolean replayed);

        void failed(OpenRouterException failure);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Journaling.class);
    /** Each may hold an answer. */
    private static final int MAX_OWED = 1_000;

    private static final int MAX_REFUSED = 10;

    private final GenerationJournal journal;
    private final Duration lease;
    private final Executor blocking;
    private final EngineParts parts;
    private final String owner = UUID.randomUUID().toString();
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<Owed> owed = new ConcurrentLinkedQueue<>();
    private final Set<Runnable> pausing = ConcurrentHashMap.newKeySet();
    private final Future<?> renewal;
    /** On the renewer's thread alone: an outage is one line of the log. */
    private boolean failing;

    /**
     * @param lease how long a row stays this owner's after its process has died
     * @param blocking where the journal is asked; closed by the caller
     * @param renewer where leases are renewed, which may block too; closed by the caller
     */
    public Journaling(
            GenerationJournal journal,
            Duration lease,
            Executor blocking,
            ScheduledExecutorService renewer,
            EngineParts parts) {
        this.journal = Objects.requireNonNull(journal, "journal");
        this.lease = lease;
        this.blocking = blocking;
        this.parts = parts;
        long period = Math.max(1, lease.toMillis() / 3);
        this.renewal = renewer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Answers from the journal, or sends. Never blocks.
     *
     * @param key names the generation
     * @param parks whether a request that went unanswered is set aside instead of being sent again
     */
    public Cancellable complete(
            OpenRouterClient client, Command command, String key, boolean parks, Listener listener) {
        JournaledCall call = new JournaledCall(this, client, command, key, parks, listener);
        call.start();
        return call;
    }

    GenerationJournal journal() {
        return journal;
    }

    Duration lease() {
        return lease;
    }

    String owner() {
        return owner;
    }

    EngineParts parts() {
        return parts;
    }

    void started() {
        running.incrementAndGet();
    }

    void ended() {
        running.decrementAndGet();
    }

    /** Asks the journal; where the threads for that have ended, on the caller's: what happened must be written down. */
    void ask(Runnable task) {
        if (!tryAsk(task)) {
            task.run();
        }
    }

    /** Asks the journal, unless the threads for that have ended. */
    boolean tryAsk(Runnable task) {
        try {
            blocking.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void work(Runnable task) {
        parts.settle(task);
    }

    /**
     * Asks the journal again after a pause, or when this is closed.
     *
     * @return false where nothing can be waited for any more
     */
    boolean pause(Runnable task, long millis) {
        pausing.add(task);
        try {
            parts.timer()
                    .schedule(
                            () -> {
                                if (pausing.remove(task)) {
                                    ask(task);
                                }
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return !pausing.remove(task);
        }
    }

    /** Writes; what the journal cannot take now it gets later. */
    void write(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOG.warn("{}; it is tried again", e.getMessage());
            owe(change, () -> {});
        }
    }

    /**
     * Keeps a change that the journal did not take, to be tried again with each renewal of the leases.
     *
     * @param instead what to do where the journal takes others but not this one
     */
    void owe(Runnable change, Runnable instead) {
        if (owed.size() >= MAX_OWED) {
            LOG.error("the journal has not taken {} changes: no more are kept", MAX_OWED);
            return;
        }
        owed.add(new Owed(change, instead));
    }

    private static final class Owed {
        final Runnable change;
        final Runnable instead;
        int refused;

        Owed(Runnable change, Runnable instead) {
            this.change = change;
            this.instead = instead;
        }
    }

    private void renew() {
        if (running.get() == 0 && owed.isEmpty()) {
            return;
        }
        try {
            // before the renewal: a lease that nobody needs must not be renewed
            List<Owed> refused = pay();
            journal.renew(owner, lease);
            refused.forEach(this::refused);
            if (failing) {
                failing = false;
                LOG.info("the journal's leases are renewed again");
            }
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "{}; calls that run longer than {} ms without a renewal count as unanswered",
                        e.getMessage(),
                        lease.toMillis());
            }
        }
    }

    /** Tries each change once; returns those that failed again. */
    private synchronized List<Owed> pay() {
        List<Owed> refused = new ArrayList<>();
        for (Owed each : owed) {
            try {
                each.change.run();
                owed.remove(each);
            } catch (RuntimeException e) {
                LOG.debug("{}", e.getMessage());
                refused.add(each);
            }
        }
        return refused;
    }

    /** The journal works but for this change: some day that is the change's fault. */
    private void refused(Owed each) {
        if (++each.refused >= MAX_REFUSED && owed.remove(each)) {
            LOG.error("the journal has refused a change {} times, which is given up", MAX_REFUSED);
            each.instead.run();
        }
    }

    /** Ends all leases, so that others go on at once. Blocks for as long as the journal takes; call it when all calls have ended. */
    @Override
    public void close() {
        renewal.cancel(false);
        for (Runnable task : pausing) {
            if (pausing.remove(task)) {
                task.run();
            }
        }
        try {
            pay();
            journal.leave(owner);
        } catch (RuntimeException e) {
            LOG.warn("{}; the leases of this component end by themselves", e.getMessage());
        }
    }
}
