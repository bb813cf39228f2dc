package io.github.camelopenrouter.internal.journal;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.Clockwork;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.GenerationJournal;

/**
 * One owner in a journal: makes calls that are written down before they are sent and after they are answered, and keeps their
 * leases while they run. Thread-safe. A journal that hangs holds the threads that were given to it, and neither a call beyond its
 * deadline nor a stop.
 */
public final class JournalOwner {
    /** Hears how a call ends that is written down: exactly one of the two methods is called, on a settling thread. */
    public interface Listener {
        /**
         * @param replayed whether the answer is the journal's and nothing was sent
         */
        void answered(ChatResponse response, boolean replayed);

        void failed(OpenRouterException failure);

        /** What the service said was used by an answer that failed. Comes before {@link #failed}, where the service said so. */
        default void usedInVain(Usage usage) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(JournalOwner.class);
    private static final int MOST_OWED = 100_000;
    private static final long LEAST_OWED_BYTES = 64L << 20;

    private final GenerationJournal journal;
    private final Duration lease;
    private final Executor blocking;
    private final ExecutorService background;
    private final Clockwork parts;
    private final String owner = UUID.randomUUID().toString();
    private final Set<JournaledCall<?>> calls = ConcurrentHashMap.newKeySet();
    private final Changes changes;
    private final Future<?> ticks;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicBoolean paying = new AtomicBoolean();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile long renewalBegan;
    /** An outage is one line of the log. */
    private volatile boolean failing;

    private volatile boolean renewed;

    /**
     * @param lease how long a row stays this owner's after its process has died
     * @param blocking where the journal is asked for calls; closed by the caller
     * @param background where leases are renewed and what is owed is written, on two threads at most; closed by the caller
     * @param ticking the timer that looks now and then what leases and owed changes need; closed by the caller
     * @throws RejectedExecutionException where the timer has ended
     */
    public JournalOwner(
            GenerationJournal journal,
            Duration lease,
            Executor blocking,
            ExecutorService background,
            ScheduledExecutorService ticking,
            Clockwork parts) {
        this.journal = Objects.requireNonNull(journal, "journal");
        this.lease = lease;
        this.blocking = blocking;
        this.background = background;
        this.parts = parts;
        long heap = Runtime.getRuntime().maxMemory() / 8;
        this.changes =
                new Changes(blocking, ticking, MOST_OWED, Math.max(LEAST_OWED_BYTES, heap), this::lookWhetherQuiet);
        long period = Math.max(1, lease.toMillis() / 3);
        this.ticks = ticking.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Answers from the journal, or sends. Never blocks.
     *
     * @param key names the generation
     * @param parks whether a request that went unanswered is set aside instead of being sent again
     */
    public RunningCall complete(
            OpenRouterClient client, Command command, String key, boolean parks, Listener listener) {
        JournaledCall<ChatResponse> call =
                new JournaledCall<>(this, key, new GenerationWork(client, command, key, parks, listener));
        call.start();
        return call;
    }

    /**
     * Takes what came of a tool's call from the journal, or runs it. Never blocks.
     *
     * @param run begins the tool, at most once, on a thread of the journal; what it gives back fails where nobody knows what came of
     *     the call
     * @return fails with an {@link OpenRouterException} where neither is possible. Whoever cancels it waits no longer for the tool, which
     *     is not known to have run then
     */
    public CompletableFuture<ToolAnswer> run(ToolRow tool, Supplier<CompletableFuture<ToolAnswer>> run) {
        CompletableFuture<ToolAnswer> told = new CompletableFuture<>();
        JournaledCall<ToolAnswer> call = new JournaledCall<>(this, tool.key(), new ToolWork(tool, run, told));
        told.whenComplete((answer, failure) -> {
            if (told.isCancelled()) {
                call.cancel("cancelled", "the call was ended while a tool ran");
            }
        });
        call.start();
        return told;
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

    Clockwork parts() {
        return parts;
    }

    Changes changes() {
        return changes;
    }

    void began(JournaledCall<?> call) {
        calls.add(call);
    }

    void ended(JournaledCall<?> call) {
        calls.remove(call);
        lookWhetherQuiet();
    }

    /** Whether no call is under way. */
    boolean isIdle() {
        return calls.isEmpty();
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Asks the journal on a thread that may block.
     *
     * @throws RejectedExecutionException where those threads have ended, or too many wait for one
     */
    void ask(Runnable task) {
        blocking.execute(task);
    }

    void work(Runnable task) {
        parts.settle(task);
    }

    // ---- leases

    /** Runs on the timer, and so only looks and hands over to other threads. */
    private void tick() {
        try {
            if (calls.isEmpty() && changes.isEmpty()) {
                return;
            }
            if (renewing.compareAndSet(false, true)) {
                renewalBegan = parts.nanoTime().getAsLong();
                hand(renewing, this::renew);
            } else {
                silent();
            }
            if (!changes.isEmpty() && paying.compareAndSet(false, true)) {
                hand(paying, () -> changes.pay(renewed && !failing));
            }
        } catch (Throwable e) {
            // a task that throws is never run again by the timer
            LOG.warn("The journal's leases could not be looked after", e);
        }
    }

    private void hand(AtomicBoolean busy, Runnable task) {
        try {
            background.execute(() -> {
                try {
                    task.run();
                } finally {
                    busy.set(false);
                }
            });
        } catch (Throwable e) {
            busy.set(false);
            throw e;
        }
    }

    private void renew() {
        try {
            journal.renew(owner, lease);
            renewed = true;
            if (failing) {
                failing = false;
                LOG.info("The journal's leases are renewed again");
            }
        } catch (Throwable e) {
            outage(JournalRefusals.why(e));
        }
    }

    /** The renewal before this one is still under way. */
    private void silent() {
        long millis = TimeUnit.NANOSECONDS.toMillis(parts.nanoTime().getAsLong() - renewalBegan);
        outage("the journal has not answered the renewal of its leases for " + millis + " ms");
    }

    private void outage(String what) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "{}; calls that run longer than {} ms without a renewal count as unanswered",
                    what,
                    lease.toMillis());
        }
    }

    // ---- the end

    private void lookWhetherQuiet() {
        if (stopping && calls.isEmpty() && changes.isQuiet()) {
            quiet.complete(null);
        }
    }

    /** Ends what waits and cuts what has been sent; what comes of it is still written. Does not block. */
    public void stop() {
        stopping = true;
        ticks.cancel(false);
        for (JournaledCall<?> call : calls) {
            call.cancel("stopped", "the component stopped while the call was running");
        }
        changes.endPauses();
        lookWhetherQuiet();
    }

    /**
     * Waits until what was running has been written down, ends all leases, so that others go on at once, and ends the calls that
     * are left. Blocks, not much longer than told.
     *
     * @param by in nano time of {@link System}
     */
    public void close(long by) {
        patiently(quiet, by);
        try {
            patiently(
                    background.submit(() -> {
                        changes.pay(false);
                        journal.leave(owner);
                        return null;
                    }),
                    by);
        } catch (RuntimeException | Error e) {
            LOG.debug("The journal's threads have ended", e);
        }
        for (JournaledCall<?> call : calls) {
            call.abort();
        }
        changes.close();
    }

    private static void patiently(Future<?> what, long by) {
        try {
            what.get(Math.max(TimeUnit.MILLISECONDS.toNanos(100), by - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The journal does not answer, and the component stops without it: its leases end by themselves");
        } catch (ExecutionException e) {
            LOG.warn("{}; the leases of this component end by themselves", JournalRefusals.why(e.getCause()));
        } catch (InterruptedException e) {
            LOG.warn("The stop was interrupted; the leases of this component end by themselves");
            Thread.currentThread().interrupt();
        }
    }
}
