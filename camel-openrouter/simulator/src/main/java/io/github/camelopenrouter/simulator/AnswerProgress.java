package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How far the answer to one request came; written by the connection, read by any thread. */
final class AnswerProgress {

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger writes = new AtomicInteger();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final CountDownLatch disconnected = new CountDownLatch(1);

    void wrote(int count) {
        bytes.addAndGet(count);
        writes.incrementAndGet();
    }

    void finish() {
        finished.countDown();
    }

    void disconnect() {
        disconnected.countDown();
    }

    long bytes() {
        return bytes.get();
    }

    int writes() {
        return writes.get();
    }

    boolean isFinished() {
        return finished.getCount() == 0;
    }

    boolean isDisconnected() {
        return disconnected.getCount() == 0;
    }

    boolean awaitFinished(Duration timeout) throws InterruptedException {
        return finished.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean awaitDisconnect(Duration timeout) throws InterruptedException {
        return disconnected.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
