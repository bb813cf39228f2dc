package io.github.camelopenrouter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

import io.github.camelopenrouter.client.EngineParts;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.journal.GenerationJournal;
import io.github.camelopenrouter.journal.Journaling;

/** The journals that the endpoints of one component use, and the threads that wait for them. Thread-safe. */
final class Journals implements AutoCloseable {
    /** Name of the thread pool profile that an application may define: as many connections are used at once. */
    static final String POOL = "openrouter-journal";

    private static final long PATIENCE_MILLIS = 5_000;

    private record Use(GenerationJournal journal, Duration lease) {}

    private final ExecutorServiceManager executors;
    private final Object source;
    private final EngineParts parts;
    private final Map<Use, Journaling> known = new HashMap<>();
    private ExecutorService blocking;
    private ScheduledExecutorService renewer;
    private boolean closed;

    Journals(ExecutorServiceManager executors, Object source, EngineParts parts) {
        this.executors = executors;
        this.source = source;
        this.parts = parts;
    }

    /**
     * @throws TransportException where the component is stopped
     */
    synchronized Journaling of(GenerationJournal journal, Duration lease) {
        if (closed) {
            throw new TransportException(
                    ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), null);
        }
        if (blocking == null) {
            start();
        }
        return known.computeIfAbsent(
                new Use(journal, lease), use -> new Journaling(use.journal(), use.lease(), blocking, renewer, parts));
    }

    private void start() {
        ThreadPoolProfile own = executors.getThreadPoolProfile(POOL);
        ThreadPoolProfile profile = own != null ? own.clone() : new ThreadPoolProfile(POOL);
        if (own == null) {
            profile.setPoolSize(8);
            profile.setMaxPoolSize(8);
            // not -1: Camel takes that for no queue at all, and refuses what comes while all threads are busy
            profile.setMaxQueueSize(Integer.MAX_VALUE);
            profile.setKeepAliveTime(60L);
            profile.setAllowCoreThreadTimeOut(true);
        }
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        blocking = executors.newThreadPool(source, "OpenRouterJournal", profile);
        ThreadPoolProfile leases = new ThreadPoolProfile("openrouter-journal-leases");
        leases.setPoolSize(1);
        leases.setMaxQueueSize(-1);
        leases.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        renewer = executors.newScheduledThreadPool(source, "OpenRouterJournalLeases", leases);
    }

    /** Waits for what is being written, then ends all leases. */
    @Override
    public synchronized void close() {
        closed = true;
        if (blocking == null) {
            return;
        }
        executors.shutdownGraceful(blocking, PATIENCE_MILLIS);
        executors.shutdownNow(renewer);
        known.values().forEach(Journaling::close);
        known.clear();
    }
}
