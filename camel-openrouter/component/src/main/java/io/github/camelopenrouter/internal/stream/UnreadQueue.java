package io.github.camelopenrouter.internal.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallListener.CallControl;

/**
 * What has arrived and was not read yet: filled by an I/O thread, emptied by one reader, bounded by the connection's window. The
 * end, good or bad, comes after everything that arrived before it. What nobody will read any more gives its bytes back. Thread-safe.
 */
public final class UnreadQueue<T> {
    UnreadQueue() {}

    private record Entry<T>(T value, int bytes, CallControl control) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Entry<T>> entries = new ArrayDeque<>();
    private OpenRouterException failure;
    private boolean ended;
    private boolean cancelled;
    private boolean closed;
    private Runnable signal;

    /** Adds an element; where the reader has gone, its bytes are given back at once. */
    void put(T value, int bytes, CallControl control) {
        Runnable wake = null;
        boolean gone;
        lock.lock();
        try {
            gone = cancelled || closed;
            if (!gone) {
                entries.add(new Entry<>(value, bytes, control));
                changed.signal();
                wake = signal;
            }
        } finally {
            lock.unlock();
        }
        if (gone) {
            control.release(bytes);
        } else if (wake != null) {
            wake.run();
        }
    }

    /** The end: of a stream that failed, or with null of one that is complete. */
    void end(OpenRouterException reason) {
        Runnable wake;
        lock.lock();
        try {
            if (!closed) {
                ended = true;
                failure = reason;
            }
            changed.signalAll();
            wake = signal;
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.run();
        }
    }

    /** Forgets what arrived on a connection that is no more; nobody may be reading yet. */
    void clear() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was not read; a waiting reader wakes up. Returns whether there was anything left to come. */
    boolean cancel() {
        List<Entry<T>> unread;
        lock.lock();
        try {
            boolean open = !cancelled && !closed && !(ended && entries.isEmpty());
            cancelled = true;
            unread = drop();
            if (!open) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        giveBack(unread);
        return true;
    }

    /**
     * Forgets what was not read, and tells whoever reads or will read why. Returns whether there was anything left to come; where
     * there was nothing, the end that has come stays what it was.
     */
    boolean close(OpenRouterException reason) {
        Runnable wake;
        List<Entry<T>> unread;
        lock.lock();
        try {
            if (cancelled || closed || ended && entries.isEmpty()) {
                return false;
            }
            closed = true;
            ended = true;
            failure = reason;
            unread = drop();
            wake = signal;
        } finally {
            lock.unlock();
        }
        giveBack(unread);
        if (wake != null) {
            wake.run();
        }
        return true;
    }

    private List<Entry<T>> drop() {
        List<Entry<T>> unread = new ArrayList<>(entries);
        entries.clear();
        changed.signalAll();
        return unread;
    }

    /** Outside of the lock: a connection takes its own. */
    private static <T> void giveBack(List<Entry<T>> unread) {
        for (Entry<T> entry : unread) {
            entry.control().release(entry.bytes());
        }
    }

    /** Called on every change from now on, by the thread that made it. */
    void onChange(Runnable listener) {
        lock.lock();
        try {
            signal = listener;
        } finally {
            lock.unlock();
        }
    }

    /** The next element, waiting for it; null at the good end or after a cancellation. Throws what ended the stream. */
    T take() throws InterruptedException {
        Entry<T> entry;
        lock.lockInterruptibly();
        try {
            while (entries.isEmpty() && !ended && !cancelled) {
                changed.await();
            }
            entry = entries.poll();
            if (entry == null && !cancelled && failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
        return taken(entry);
    }

    /** The next element, or null for none now. Does not wait or throw. */
    T poll() {
        Entry<T> entry;
        lock.lock();
        try {
            entry = entries.poll();
        } finally {
            lock.unlock();
        }
        return taken(entry);
    }

    private static <T> T taken(Entry<T> entry) {
        if (entry == null) {
            return null;
        }
        entry.control().release(entry.bytes());
        return entry.value();
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return entries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything was read and the end has come. */
    boolean drained() {
        lock.lock();
        try {
            return entries.isEmpty() && (ended || cancelled);
        } finally {
            lock.unlock();
        }
    }

    boolean cancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** Why it failed; null for a good end or none yet. */
    OpenRouterException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }
}
