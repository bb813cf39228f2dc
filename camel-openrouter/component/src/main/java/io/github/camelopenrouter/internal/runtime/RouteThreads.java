package io.github.camelopenrouter.internal.runtime;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which routes go on behind an answer. What a route does there is its own affair: it may wait, even for another
 * answer of this component. So a task is never left behind others that wait: a few threads serve the queue, and where some of them
 * are held by what they do, as many more come. The bound is kept where a call begins: new ones are refused while as many threads are
 * held as may be. What has been sent may have been paid, and its route always gets a thread. Thread-safe.
 */
public final class RouteThreads implements AutoCloseable {
    /** Name of the thread pool profile that an application may define: how many threads are kept, and how many there may be. */
    public static final String POOL = "openrouter";

    private static final Logger LOG = LoggerFactory.getLogger(RouteThreads.class);
    private static final int KEPT = 10;
    private static final int MOST = 1_000;
    /** How long a task may find no thread before it is looked whether there should be more of them. */
    private static final long PATIENCE_MILLIS = 5;
    /** A thread that seems to run, but was so often seen with the same task, is held as well: it may wait outside of Java. */
    private static final int LONG = 4;

    private final ScheduledExecutorService timer;
    private final ExecutorServiceManager executors;
    private final ExecutorService workers;
    private final ExecutorService readers;
    private final int kept;
    private final int most;

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger serving = new AtomicInteger();
    /** Whether a thread has been asked to serve and is not there yet. */
    private final AtomicBoolean waking = new AtomicBoolean();

    private final Map<Server, Boolean> servers = new ConcurrentHashMap<>();
    private final AtomicBoolean watching = new AtomicBoolean();
    /** Set on threads on which a route goes on now. */
    private final ThreadLocal<Boolean> route = new ThreadLocal<>();

    private volatile boolean closed;

    /**
     * @param source whom Camel names the threads' owner
     * @param timer where is looked whether more threads are needed; closed by the caller, after this
     */
    public RouteThreads(ExecutorServiceManager executors, Object source, ScheduledExecutorService timer) {
        this.executors = executors;
        this.timer = timer;
        ThreadPoolProfile own = executors.getThreadPoolProfile(POOL);
        ThreadPoolProfile profile = own != null ? own.clone() : new ThreadPoolProfile(POOL);
        kept = profile.getPoolSize() == null ? KEPT : Math.max(1, profile.getPoolSize());
        // one more than are kept: a thread that is about to be done with a route counts while the route goes on on
        // another
        most = Math.max(kept + 1, profile.getMaxPoolSize() == null ? MOST : profile.getMaxPoolSize());
        // the queue is here, and so is the decision how many threads serve it
        profile.setPoolSize(1);
        profile.setMaxPoolSize(Integer.MAX_VALUE);
        profile.setMaxQueueSize(0);
        if (profile.getKeepAliveTime() == null) {
            profile.setKeepAliveTime(60L);
        }
        // Camel's default policy drops what comes after the shutdown without a word, and with it the end of an exchange
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        workers = executors.newThreadPool(source, "OpenRouterWorker", profile);
        // a route that pulls waits for each chunk: as many threads as streams are being read, and none for the rest
        readers = executors.newCachedThreadPool(source, "OpenRouterReader");
    }

    /** Where routes go on. Takes every task, from any thread, and does not throw. */
    public Executor workers() {
        return this::work;
    }

    /** Where routes go on that read a stream by waiting: each on a thread of its own at once. As {@link #workers}. */
    public Executor readers() {
        return this::read;
    }

    /** Threads that are held by routes now. */
    public int held() {
        return held.get();
    }

    /** Routes that could go on and have no thread yet. */
    public int waiting() {
        return waiting.get();
    }

    /** How many threads may be held before new calls are refused. */
    public int most() {
        return most;
    }

    /** Whether no further call may begin; the thread that asks does not count, as a route goes on to its next call on it. */
    public boolean full() {
        return held.get() - (route.get() == null ? 0 : 1) >= most;
    }

    private void work(Runnable task) {
        waiting.incrementAndGet();
        queue.add(task);
        // whoever serves looks once more after it has left: one of both sees the other
        if (closed) {
            serve();
        } else if (serving.get() >= kept) {
            watch();
        } else if (waking.compareAndSet(false, true)) {
            try {
                serve();
            } catch (RuntimeException | Error e) {
                // no memory: nobody comes who would say so, and the next task must be able to wake somebody
                waking.set(false);
                throw e;
            }
        }
    }

    /**
     * One thread is woken at a time: when it is there, it wakes the next where more is to be done. Many would be woken for a burst of
     * short tasks, and most of them for nothing. Does not throw: the thread that is there has a task in its hands.
     */
    private void awake() {
        waking.set(false);
        try {
            // comes after: what was added before somebody saw that a thread was being woken is seen here
            if (queue.isEmpty()) {
                return;
            }
            if (serving.get() >= kept) {
                watch();
            } else if (waking.compareAndSet(false, true) && !begun()) {
                waking.set(false);
                watch();
            }
        } catch (Throwable e) {
            // no memory for another thread: this one goes on, and the next task tries again
            waking.set(false);
        }
    }

    /** One thread more for the queue; where there is none, this one. */
    private void serve() {
        if (!begun()) {
            serving.incrementAndGet();
            new Server(false).run();
        }
    }

    /** Whether there is one thread more for the queue. */
    private boolean begun() {
        Server server = new Server(true);
        serving.incrementAndGet();
        // a pool that could make no thread may have queued it all the same
        boolean begun = executed(workers, server) || !server.compareAndSet(false, true);
        if (!begun) {
            serving.decrementAndGet();
        }
        return begun;
    }

    private void read(Runnable task) {
        AtomicBoolean taken = new AtomicBoolean();
        Runnable once = () -> {
            // a pool that could make no thread may have queued the task all the same
            if (taken.compareAndSet(false, true)) {
                run(task);
            }
        };
        if (!executed(readers, once)) {
            once.run();
        }
    }

    /** False where the threads have ended with the component: the caller's must do, because an end must not be lost. */
    private static boolean executed(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (Throwable e) {
            // ended, or no thread could be made
            return false;
        }
    }

    private void run(Runnable task) {
        boolean outermost = route.get() == null;
        route.set(true);
        held.incrementAndGet();
        try {
            task.run();
        } catch (Throwable e) {
            // the exchange has been told by now; the thread has others to serve. Beans may throw what they do not
            // declare
            LOG.error("A route that went on behind an answer failed outside of its error handler", e);
        } finally {
            held.decrementAndGet();
            if (outermost) {
                route.remove();
            }
        }
    }

    /** Does what is in the queue, until nothing is. Runs once, wherever it is run. */
    private final class Server extends AtomicBoolean implements Runnable {
        private static final long serialVersionUID = 1L;

        private transient volatile Thread thread;
        private volatile long begun;
        /** What was seen when it was looked at last, by the one who looks. */
        private transient long seen = -1;

        private transient int times;

        private final boolean pooled;

        /**
         * @param pooled whether its thread is nobody else's
         */
        Server(boolean pooled) {
            this.pooled = pooled;
        }

        @Override
        public void run() {
            if (!compareAndSet(false, true)) {
                return;
            }
            thread = Thread.currentThread();
            boolean left = false;
            try {
                servers.put(this, true);
                boolean first = true;
                do {
                    left = false;
                    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
                        waiting.decrementAndGet();
                        begun++;
                        if (first) {
                            first = false;
                            awake();
                        }
                        RouteThreads.this.run(task);
                        if (pooled) {
                            // an interrupt was meant for the route that has gone
                            Thread.interrupted();
                        }
                    }
                    if (first) {
                        first = false;
                        awake();
                    }
                    serving.decrementAndGet();
                    left = true;
                } while (!queue.isEmpty() && serving.incrementAndGet() > 0);
            } finally {
                servers.remove(this);
                if (!left) {
                    // not even the log could be written: others must not count on this one
                    serving.decrementAndGet();
                    awake();
                }
            }
        }

        /** Whether what it does keeps it from the queue. Called by one thread at a time. */
        boolean isHeld() {
            long now = begun;
            times = now == seen ? times + 1 : 0;
            seen = now;
            Thread serving = thread;
            return times >= LONG || times > 0 && serving != null && serving.getState() != Thread.State.RUNNABLE;
        }
    }

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            try {
                timer.schedule(this::look, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (Throwable e) {
                // the component is stopping, or the timer is out of order: every task gets a thread at once
                watching.set(false);
                serve(waiting.get());
            }
        }
    }

    /** On the timer, as long as something waits; what is thrown here must not end the looking. */
    private void look() {
        try {
            int more = missing(waiting.get());
            // a timer serves no route: where no thread can be made now, it is looked again
            boolean made = true;
            for (int i = 0; i < more && made; i++) {
                made = begun();
            }
        } finally {
            watching.set(false);
            if (waiting.get() > 0) {
                watch();
            }
        }
    }

    private int missing(int left) {
        int stuck = 0;
        if (left > 0) {
            for (Server server : servers.keySet()) {
                if (server.isHeld()) {
                    stuck++;
                }
            }
        }
        // as many as are kept can always go on; where all are held that is soon held, too, so it doubles
        int free = serving.get() - stuck;
        return Math.min(left, (free > 0 ? kept : Math.max(kept, stuck)) - free);
    }

    private void serve(int more) {
        for (int i = 0; i < more; i++) {
            serve();
        }
    }

    /** Ends the threads once they have done what they were given. */
    @Override
    public void close() {
        closed = true;
        serve(waiting.get());
        executors.shutdown(workers);
        executors.shutdown(readers);
    }
}
