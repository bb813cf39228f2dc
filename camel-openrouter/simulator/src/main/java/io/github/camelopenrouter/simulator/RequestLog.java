package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The latest requests in order of arrival, and which of them were not taken yet. Thread-safe. */
final class RequestLog {

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Queue<RecordedRequest> all = new ArrayDeque<>();
    private final Queue<RecordedRequest> untaken = new ArrayDeque<>();

    RequestLog(int most) {
        this.most = most;
    }

    /**
     * Records a request, and takes its answer at the same moment: whoever sees a request in the log knows that the first scripted
     * answer is no longer to be had.
     */
    Reply add(RecordedRequest request, Function<RecordedRequest, Reply> scripted) {
        lock.lock();
        try {
            Reply reply = scripted.apply(request);
            all.add(request);
            untaken.add(request);
            if (all.size() > most) {
                RecordedRequest oldest = all.remove();
                if (untaken.peek() == oldest) {
                    untaken.remove();
                }
            }
            arrived.signalAll();
            return reply;
        } finally {
            lock.unlock();
        }
    }

    List<RecordedRequest> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /** The next request that was not taken yet, or null if none arrives within that time. */
    RecordedRequest take(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (untaken.isEmpty()) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = arrived.awaitNanos(nanos);
            }
            return untaken.remove();
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            all.clear();
            untaken.clear();
        } finally {
            lock.unlock();
        }
    }
}
