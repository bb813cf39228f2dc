package io.github.camelopenrouter;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which routes go on behind an answer. What a route does there is its own affair: it may wait, even for another
 * answer of this component. So a task is never left behind others that wait: where all threads are held, more are made. The bound
 * is kept where a call begins: new ones are refused while as many threads are held as may be. What has been sent may have been
 * paid, and its route always gets a thread. Thread-safe.
 */
final class RouteThreads implements AutoCloseable {
    /** Name of the thread pool profile that an application may define: how many threads are kept, and how many there may be. */
    static final String POOL = "openrouter";

    private static final Logger LOG = LoggerFactory.getLogger(RouteThreads.class);
    private static final int KEPT = 10;
    private static final int MOST = 1_000;
    /** How long a task may find no thread before there are more of them. */
    private static final long PATIENCE_MILLIS = 5;

    private final ExecutorServiceManager executors;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final ExecutorService readers;
    private final int kept;
    private final int most;

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param source whom Camel names the threads' owner
     * @param timer where is looked whether more threads are needed; closed by the caller, after this
     */
    RouteThreads(ExecutorServiceManager executors, Object source, ScheduledExecutorService timer) {
        this.executors = executors;
        this.timer = timer;
        ThreadPoolProfile own = executors.getThreadPoolProfile(POOL);
        ThreadPoolProfile profile = own != null ? own.clone() : new ThreadPoolProfile(POOL);
        kept = profile.getPoolSize() == null ? KEPT : Math.max(1, profile.getPoolSize());
        most = Math.max(kept, profile.getMaxPoolSize() == null ? MOST : profile.getMaxPoolSize());
        profile.setPoolSize(kept);
        profile.setMaxPoolSize(most);
        // not -1: Camel takes that for no queue at all, and refuses what comes while all threads are busy
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        if (profile.getKeepAliveTime() == null) {
            profile.setKeepAliveTime(60L);
        }
        profile.setAllowCoreThreadTimeOut(true);
        // Camel's default policy drops what comes after the shutdown without a word, and with it the end of an exchange
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        workers = executors.newThreadPool(source, "OpenRouterWorker", profile);
        if (workers instanceof ThreadPoolExecutor pool) {
            pool.setMaximumPoolSize(Integer.MAX_VALUE);
        }
        // a route that pulls waits for each chunk: as many threads as streams are being read, and none for the rest
        readers = executors.newCachedThreadPool(source, "OpenRouterReader");
    }

    /** Where routes go on. Takes every task, from any thread, and does not throw. */
    Executor workers() {
        return this::work;
    }

    /** Where routes go on that read a stream by waiting: each on a thread of its own at once. As {@link #workers}. */
    Executor readers() {
        return this::read;
    }

    /** Threads that are held by routes now. */
    int held() {
        return held.get();
    }

    /** Routes that could go on and have no thread yet. */
    int waiting() {
        return waiting.get();
    }

    /** How many threads may be held before new calls are refused. */
    int most() {
        return most;
    }

    /** Whether no further call may begin. */
    boolean full() {
        return held.get() >= most;
    }

    private void work(Runnable task) {
        int others = waiting.incrementAndGet() + held.get();
        AtomicBoolean taken = new AtomicBoolean();
        Runnable once = () -> {
            // a pool that could make no thread may have queued the task all the same
            if (taken.compareAndSet(false, true)) {
                waiting.decrementAndGet();
                begun.incrementAndGet();
                run(task);
            }
        };
        if (!executed(workers, once)) {
            once.run();
        } else if (others > kept) {
            watch();
        }
    }

    private void read(Runnable task) {
        if (!executed(readers, () -> run(task))) {
            run(task);
        }
    }

    /** False where the threads have ended with the component: the caller's must do, because an end must not be lost. */
    private static boolean executed(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RuntimeException | Error e) {
            // ended, or no thread could be made
            return false;
        }
    }

    private void run(Runnable task) {
        held.incrementAndGet();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // the exchange has been told by now; the thread has others to serve
            LOG.error("A route that went on behind an answer failed outside of its error handler", e);
        } finally {
            held.decrementAndGet();
        }
    }

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            long before = begun.get();
            try {
                timer.schedule(() -> look(before), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RuntimeException | Error e) {
                // the component is stopping, or the timer is out of order: every task gets a thread at once
                watching.set(false);
                grow(waiting.get());
            }
        }
    }

    private void look(long before) {
        watching.set(false);
        int left = waiting.get();
        if (left == 0) {
            return;
        }
        long progress = begun.get() - before;
        if (progress == 0) {
            // all are held: twice as many from now on, as far as somebody waits for them
            grow(Math.min(left, Math.max(kept, held.get())));
        } else if (progress < left) {
            // some are held, or there is more to do than the processors can: a few will do in both cases
            grow(2);
        }
        watch();
    }

    /** The pool makes threads for what it has queued when its size grows, and keeps them until they have been idle for a while. */
    private void grow(int more) {
        if (workers instanceof ThreadPoolExecutor pool) {
            synchronized (pool) {
                pool.setCorePoolSize(pool.getPoolSize() + more);
                pool.setCorePoolSize(kept);
            }
        }
    }

    /** Ends the threads once they have done what they were given. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            grow(waiting.get());
            executors.shutdown(workers);
            executors.shutdown(readers);
        }
    }
}
