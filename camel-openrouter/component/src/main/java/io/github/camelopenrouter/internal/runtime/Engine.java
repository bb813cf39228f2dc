package io.github.camelopenrouter.internal.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.call.Clockwork;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.conversation.Conversations;
import io.github.camelopenrouter.internal.http.HttpTransport;
import io.github.camelopenrouter.internal.http.TransportSettings;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.mcp.McpServers;
import io.github.camelopenrouter.internal.mcp.Parts;
import io.github.camelopenrouter.store.GenerationJournal;

/** What a started component holds: connections, threads of Camel's making, and the client over them. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** How long a stop waits for calls that it has cut to be told. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long a stop waits for stores that are slow to be told. */
    private static final long STORES_SECONDS = 5;

    private final ExecutorServiceManager executors;
    private final Object source;
    private final ScheduledExecutorService timer;
    private final ScheduledExecutorService background;
    private final ExecutorService settling;
    private final ExecutorService stores;
    private final RouteThreads routes;
    private final RunningExchanges running;
    private final HttpTransport transport;
    private final Clockwork parts;
    private final OpenRouterClient client;
    private final Journals journals;
    private final ExecutorService repositories;
    private final Conversations conversations;
    private final McpServers mcp;

    /**
     * Starts everything.
     *
     * @param source whom Camel names the threads' owner
     */
    Engine(CamelContext context, Object source, TransportSettings settings) {
        executors = context.getExecutorServiceManager();
        this.source = source;
        timer = newTimer(executors, source, "OpenRouterTimer");
        background = newTimer(executors, source, "OpenRouterBackground");
        settling = newSettling(executors, source);
        stores = executors.newThreadPool(source, "OpenRouterStore", few("openrouter-store"));
        routes = new RouteThreads(executors, source, timer);
        running = new RunningExchanges(timer);
        transport = new HttpTransport(settings);
        parts = new Clockwork(
                settling,
                routes.workers(),
                timer,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        client = new OpenRouterClient(transport, parts);
        journals = new Journals(executors, source, background, parts);
        // not those of budgets: a repository that hangs must not hold up money
        repositories = executors.newThreadPool(source, "OpenRouterConversation", few("openrouter-conversation"));
        conversations = new Conversations(repositories, routes.workers(), timer, Clock.systemUTC());
        mcp = new McpServers(
                new Parts(settings, parts, background, task -> executors.newThread("OpenRouterMcp", task)));
    }

    /** One thread for all deadlines. Camel's own limit of 1,000 tasks would be a limit of calls in flight. */
    private static ScheduledExecutorService newTimer(ExecutorServiceManager executors, Object source, String name) {
        ThreadPoolProfile profile = new ThreadPoolProfile("openrouter-timer");
        profile.setPoolSize(1);
        profile.setMaxQueueSize(-1);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        ScheduledExecutorService timer = executors.newScheduledThreadPool(source, name, profile);
        if (timer instanceof ScheduledThreadPoolExecutor pool) {
            // for virtual threads Camel makes one that keeps each deadline, and the answer behind it, until it is over
            pool.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    /** A few threads for what the component itself has to do at the end of a call. No route ever runs on them. */
    private static ExecutorService newSettling(ExecutorServiceManager executors, Object source) {
        return executors.newThreadPool(source, "OpenRouterSettling", few("openrouter-settling"));
    }

    private static ThreadPoolProfile few(String name) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(4);
        profile.setMaxPoolSize(4);
        // not -1: Camel takes that for no queue at all, and refuses what comes while all threads are busy
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setKeepAliveTime(60L);
        profile.setAllowCoreThreadTimeOut(true);
        // Camel's default policy drops what comes after the shutdown without a word, and with it the end of an exchange
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    /** A few threads for stores that wait for a database: what they wait for must not hold up routes. */
    Executor stores() {
        return stores;
    }

    public OpenRouterClient client() {
        return client;
    }

    /** This component as an owner in a journal. */
    public JournalOwner journaling(GenerationJournal journal, Duration lease) {
        return journals.of(journal, lease);
    }

    /** Conversations that go on. */
    public Conversations conversations() {
        return conversations;
    }

    /** Servers whose tools models may call. */
    public McpServers mcp() {
        return mcp;
    }

    /** Deadlines and waits of calls. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** What is done now and then and belongs to no call that runs: costs that are asked for later, holds that others left. */
    public ScheduledExecutorService background() {
        return background;
    }

    /** What is under way, with what only others know. */
    Load load(long permits, long queued, long reservations) {
        return new Load(
                running.size(),
                transport.exchanges() + mcp.busy(),
                permits,
                queued,
                reservations,
                queued(timer) - running.timers(),
                routes.held() + routes.waiting());
    }

    private static int queued(ScheduledExecutorService timer) {
        if (timer instanceof SizedScheduledExecutorService sized) {
            return sized.getScheduledThreadPoolExecutor().getQueue().size();
        }
        return timer instanceof ScheduledThreadPoolExecutor pool
                ? pool.getQueue().size()
                : 0;
    }

    /** All exchanges that have not ended, or whose calls have not. */
    public RunningExchanges running() {
        return running;
    }

    /** Where routes go on behind an answer. */
    public RouteThreads routes() {
        return routes;
    }

    /** Where a store is asked that has no other way than to wait. */
    Executor readers() {
        return routes.readers();
    }

    /** Ends what is running, and the threads once they have told it; not those of the stores, which hear of it. */
    @Override
    public void close() {
        running.stop(PATIENCE);
        conversations.close();
        mcp.close();
        transport.close();
        executors.shutdownNow(timer);
        executors.shutdownNow(background);
        journals.close();
        executors.shutdownNow(repositories);
        executors.shutdown(settling);
        routes.close();
    }

    /** Comes last. What a store was not told by then, its next start finds out. */
    void closeStores() {
        executors.shutdown(stores);
        try {
            if (!stores.awaitTermination(STORES_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "A budget store is too slow to be told within {} s what the last calls cost: their money stays reserved",
                        STORES_SECONDS);
                stores.shutdownNow();
            }
        } catch (InterruptedException e) {
            stores.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
