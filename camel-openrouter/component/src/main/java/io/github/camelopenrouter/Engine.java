package io.github.camelopenrouter;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

import io.github.camelopenrouter.client.EngineParts;
import io.github.camelopenrouter.client.HttpTransport;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.TransportSettings;
import io.github.camelopenrouter.journal.GenerationJournal;
import io.github.camelopenrouter.journal.Journaling;

/** What a started component holds: connections, threads of Camel's making, and the client over them. */
final class Engine implements AutoCloseable {
    /** Name of the thread pool profile that an application may define to size the worker pool. */
    static final String POOL = "openrouter";

    private final ExecutorServiceManager executors;
    private final Object source;
    private final ScheduledExecutorService timer;
    private final ExecutorService worker;
    private final ExecutorService readers;
    private final HttpTransport transport;
    private final EngineParts parts;
    private final OpenRouterClient client;
    private final Journals journals;

    /**
     * Starts everything.
     *
     * @param source whom Camel names the threads' owner
     */
    Engine(CamelContext context, Object source, TransportSettings settings) {
        executors = context.getExecutorServiceManager();
        this.source = source;
        timer = newTimer(executors, source);
        worker = newWorker(executors, source);
        // a route that pulls waits for each chunk: as many threads as streams are being read, and none for the rest
        readers = executors.newCachedThreadPool(source, "OpenRouterReader");
        transport = new HttpTransport(settings);
        parts = new EngineParts(
                worker,
                timer,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        client = new OpenRouterClient(transport, parts);
        journals = new Journals(executors, source, parts);
    }

    /** One thread for all deadlines. Camel's own limit of 1,000 tasks would be a limit of calls in flight. */
    private static ScheduledExecutorService newTimer(ExecutorServiceManager executors, Object source) {
        ThreadPoolProfile profile = new ThreadPoolProfile("openrouter-timer");
        profile.setPoolSize(1);
        profile.setMaxQueueSize(-1);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return executors.newScheduledThreadPool(source, "OpenRouterTimer", profile);
    }

    /** Routes go on here; calls in flight hold no thread, so few are enough, and the queue holds what has been answered. */
    private static ExecutorService newWorker(ExecutorServiceManager executors, Object source) {
        ThreadPoolProfile own = executors.getThreadPoolProfile(POOL);
        ThreadPoolProfile profile = own != null ? own.clone() : new ThreadPoolProfile(POOL);
        if (own == null) {
            profile.setPoolSize(10);
            profile.setMaxPoolSize(10);
            // not -1: Camel takes that for no queue at all, and refuses what comes while all threads are busy
            profile.setMaxQueueSize(Integer.MAX_VALUE);
            profile.setKeepAliveTime(60L);
            profile.setAllowCoreThreadTimeOut(true);
        }
        // Camel's default policy drops what comes after the shutdown without a word, and with it the end of an exchange
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return executors.newThreadPool(source, "OpenRouterWorker", profile);
    }

    /** A few threads for stores that wait for a database: what they wait for must not hold up routes. */
    ExecutorService newStoreThreads() {
        ThreadPoolProfile profile = new ThreadPoolProfile("openrouter-store");
        profile.setPoolSize(4);
        profile.setMaxPoolSize(4);
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setKeepAliveTime(60L);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return executors.newThreadPool(source, "OpenRouterStore", profile);
    }

    /** Ends threads once they have done what they were given. */
    void close(ExecutorService threads) {
        executors.shutdown(threads);
    }

    OpenRouterClient client() {
        return client;
    }

    /** This component as an owner in a journal. */
    Journaling journaling(GenerationJournal journal, Duration lease) {
        return journals.of(journal, lease);
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Where routes go on after an answer. */
    ExecutorService worker() {
        return worker;
    }

    /** Where routes go on that read a stream by waiting. */
    ExecutorService readers() {
        return readers;
    }

    /** Cuts what is running, and ends the threads once they have told it. */
    @Override
    public void close() {
        transport.close();
        executors.shutdownNow(timer);
        journals.close();
        executors.shutdown(worker);
        executors.shutdown(readers);
    }
}
