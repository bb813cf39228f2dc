package io.github.camelopenrouter.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Clockwork;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.store.GenerationJournal;

/** The journals that the endpoints of one component use, and the threads that wait for them. Thread-safe. */
final class Journals implements AutoCloseable {
    /** Name of the thread pool profile that an application may define: as many connections are used at once. */
    static final String POOL = "openrouter-journal";

    private static final long PATIENCE_MILLIS = 3_000;
    private static final int MOST_WAITING = 100_000;

    private record Use(GenerationJournal journal, Duration lease) {}

    private final ExecutorServiceManager executors;
    private final Object source;
    private final ScheduledExecutorService ticking;
    private final Clockwork parts;
    private final Map<Use, JournalOwner> known = new HashMap<>();
    private final List<ExecutorService> threads = new ArrayList<>();
    private ExecutorService background;
    private boolean closed;

    /**
     * @param ticking where is looked now and then what journals need; closed by the caller
     */
    Journals(ExecutorServiceManager executors, Object source, ScheduledExecutorService ticking, Clockwork parts) {
        this.executors = executors;
        this.source = source;
        this.ticking = ticking;
        this.parts = parts;
    }

    /**
     * @throws TransportException where the component is stopped
     */
    synchronized JournalOwner of(GenerationJournal journal, Duration lease) {
        if (closed) {
            throw stopped(null);
        }
        Use use = new Use(journal, lease);
        JournalOwner journaling = known.get(use);
        if (journaling == null) {
            try {
                journaling = start(use);
            } catch (RejectedExecutionException e) {
                throw stopped(e);
            }
            known.put(use, journaling);
        }
        return journaling;
    }

    private static TransportException stopped(Throwable cause) {
        return new TransportException(
                ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), cause);
    }

    /** Each journal has threads of its own: one that hangs holds up no other. */
    private JournalOwner start(Use use) {
        if (background == null) {
            background = executors.newCachedThreadPool(source, "OpenRouterJournalLeases");
        }
        ThreadPoolProfile own = executors.getThreadPoolProfile(POOL);
        ThreadPoolProfile profile = own != null ? own.clone() : new ThreadPoolProfile(POOL);
        if (own == null) {
            profile.setPoolSize(8);
            profile.setMaxPoolSize(8);
            // a call that ends takes its question back, and leaves an empty place in this queue
            profile.setMaxQueueSize(MOST_WAITING);
            profile.setKeepAliveTime(60L);
            profile.setAllowCoreThreadTimeOut(true);
        }
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        ExecutorService blocking = executors.newThreadPool(source, "OpenRouterJournal", profile);
        threads.add(blocking);
        return new JournalOwner(use.journal(), use.lease(), blocking, background, ticking, parts);
    }

    /** Ends all calls, waits for a while until they are written down, ends all leases, and leaves what hangs. */
    @Override
    public void close() {
        List<JournalOwner> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(known.values());
            known.clear();
        }
        long by = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        all.forEach(JournalOwner::stop);
        all.forEach(journaling -> journaling.close(by));
        synchronized (this) {
            threads.forEach(executors::shutdownNow);
            threads.clear();
            if (background != null) {
                executors.shutdownNow(background);
                background = null;
            }
        }
    }
}
