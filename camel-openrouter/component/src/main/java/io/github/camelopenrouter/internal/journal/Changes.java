package io.github.camelopenrouter.internal.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be written into one journal: tried at once and after pauses, and then owed, within bounds of number and bytes, until
 * the journal takes it. Thread-safe.
 */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    /** After so many refusals of a change by a journal that takes others, the change itself is at fault. */
    private static final int MOST_REFUSALS = 10;
    /** So many failures in a row mean that the journal is away. */
    private static final int AWAY = 3;

    private final Executor blocking;
    private final ScheduledExecutorService timer;
    private final int mostOwed;
    private final long mostWeight;
    private final Runnable ended;
    /** All that are not written yet, owed ones too. */
    private final Set<Change> open = ConcurrentHashMap.newKeySet();

    private final Deque<Change> owed = new ArrayDeque<>();
    private long owedWeight;
    private boolean closed;

    /**
     * @param blocking where the journal is asked
     * @param mostOwed how many changes are kept that the journal did not take
     * @param mostWeight how many bytes their answers may have together; one alone may have more
     * @param ended runs whenever a change has been written, owed or given up
     */
    Changes(Executor blocking, ScheduledExecutorService timer, int mostOwed, long mostWeight, Runnable ended) {
        this.blocking = blocking;
        this.timer = timer;
        this.mostOwed = mostOwed;
        this.mostWeight = mostWeight;
        this.ended = ended;
    }

    /** Writes on a thread that may block; its listener hears when it is written, or owed. */
    void write(Change change) {
        open.add(change);
        attempt(change, 0);
    }

    /** Writes on this thread, which may block. */
    void writeHere(Change change) {
        open.add(change);
        run(change, 0);
    }

    private void attempt(Change change, int tries) {
        try {
            blocking.execute(() -> run(change, tries));
        } catch (Throwable e) {
            // there is no thread for it, or none can be made
            owe(change);
            change.tell(e);
        }
    }

    private void run(Change change, int tries) {
        if (!change.begin()) {
            return;
        }
        try {
            change.write();
        } catch (Throwable e) {
            LOG.debug("The journal did not take a change", e);
            if (!later(change, tries)) {
                owe(change);
                change.tell(e);
            }
            return;
        }
        done(change);
        change.tell(null);
    }

    private boolean later(Change change, int tries) {
        long pause = change.pause(tries);
        if (pause < 0) {
            return false;
        }
        try {
            timer.schedule(() -> attempt(change, tries + 1), pause, TimeUnit.MILLISECONDS);
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private void done(Change change) {
        change.done();
        open.remove(change);
        ended.run();
    }

    /** Says that nobody waits for the change any more; it is written all the same. */
    void abandon(Change change) {
        if (change.abandon()) {
            owe(change);
        }
    }

    /** Keeps a change to be tried again with {@link #pay}. */
    void owe(Change change) {
        boolean kept;
        synchronized (this) {
            if (!change.owe()) {
                return;
            }
            boolean heavy = change.weight() > 0 && owedWeight > 0 && owedWeight + change.weight() > mostWeight;
            kept = !closed && !heavy && owed.size() < mostOwed;
            if (kept) {
                open.add(change);
                owed.add(change);
                owedWeight += change.weight();
            }
        }
        if (kept) {
            ended.run();
        } else {
            giveUp(change, "keeps too many others back already");
        }
    }

    private void giveUp(Change change, String why) {
        if (change.generation() != null) {
            LOG.error("The journal {}: the answer of generation {} is not stored", why, change.generation());
        } else {
            LOG.warn("The journal {}: a change is given up", why);
        }
        if (change.instead() != null) {
            owe(change.instead());
        }
        done(change);
    }

    /** Whether nothing is left to be written. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether all that is left is owed. */
    boolean isQuiet() {
        return open.stream().allMatch(Change::isOwed);
    }

    /** Ends all pauses: what waits for another attempt is owed. */
    void endPauses() {
        open.stream().filter(Change::isPaused).forEach(this::owe);
    }

    /**
     * Tries what is owed, each once, until the journal seems to be away. Blocks; on one thread at a time.
     *
     * @param works whether the journal has answered lately
     */
    void pay(boolean works) {
        int failures = 0;
        boolean taken = works;
        List<Change> refused = new ArrayList<>();
        for (Change change : snapshot()) {
            try {
                change.write();
            } catch (Throwable e) {
                LOG.debug("The journal did not take an owed change", e);
                refused.add(change);
                toTheEnd(change);
                if (++failures >= AWAY) {
                    break;
                }
                continue;
            }
            failures = 0;
            taken = true;
            remove(change);
            done(change);
            change.tell(null);
        }
        if (taken) {
            for (Change change : refused) {
                if (++change.refused >= MOST_REFUSALS) {
                    remove(change);
                    giveUp(change, "has refused a change " + MOST_REFUSALS + " times");
                }
            }
        }
    }

    private synchronized List<Change> snapshot() {
        return List.copyOf(owed);
    }

    private synchronized void toTheEnd(Change change) {
        if (owed.remove(change)) {
            owed.add(change);
        }
    }

    private synchronized void remove(Change change) {
        if (owed.remove(change)) {
            owedWeight -= change.weight();
        }
    }

    /** Gives up what is left. */
    void close() {
        List<Change> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        for (Change change : left) {
            if (change.generation() != null) {
                LOG.error(
                        "The component stops, and the journal has not taken the answer of generation {}",
                        change.generation());
            }
        }
        if (!left.isEmpty()) {
            LOG.warn("The component stops, and {} changes for the journal are not written", left.size());
        }
    }
}
