package io.github.camelopenrouter.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelopenrouter.benchmarks.server.ServerProcess;

/** One stream that is left in its middle: what its user does, and what the server sees of it. */
public final class Abandonment {

    /** How many chunks the user takes before he leaves. */
    public static final int CHUNKS = 10;

    private static final long STALL_MILLIS = 1000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ServerProcess server;
    private final AtomicInteger taken = new AtomicInteger();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long leftAt;
    private volatile long endedAt;
    private volatile long writtenInStall;

    /**
     * What came of it.
     *
     * @param goneMillis from leaving to the server's seeing it; NaN if it did not see it in five seconds
     * @param overRead chunks that the server wrote and nobody took; after a stall, that it wrote after its end
     * @param endedMillis from leaving to the end of the exchange; NaN if it did not end
     * @param writtenInStall chunks that the server could write until a stalled reader left; 0 without a stall
     */
    public record Result(double goneMillis, double overRead, double endedMillis, double writtenInStall) {}

    Abandonment(ServerProcess server) {
        this.server = server;
    }

    /** The user takes a chunk; answers whether it is the last that he wants. */
    public boolean take() {
        boolean last = taken.incrementAndGet() == CHUNKS;
        if (last) {
            enough.countDown();
        }
        return last;
    }

    /** The user leaves: from now on the server's work is for nothing. */
    public void leave() {
        leftAt = System.nanoTime();
    }

    /** The user reads no more, but is still there. */
    public void stall() throws InterruptedException {
        Thread.sleep(STALL_MILLIS);
        try {
            writtenInStall = server.state().chunks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leave();
    }

    /** Waits until the user has had enough. */
    public void awaitEnough() throws InterruptedException {
        enough.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    }

    void end() {
        endedAt = System.nanoTime();
        ended.countDown();
    }

    /** Waits until the server has seen it, then cleans up. */
    Result await() throws IOException, InterruptedException {
        awaitEnough();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS) + PATIENCE_NANOS;
        ServerProcess.State state = server.state();
        while (state.goneAt() == 0 && state.inFlight() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(2);
            state = server.state();
        }
        boolean gone = state.goneAt() != 0;
        server.drop();
        boolean over = ended.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        long expected = writtenInStall > 0 ? writtenInStall : taken.get();
        return new Result(
                gone ? (state.goneAt() - leftAt) / 1e6 : Double.NaN,
                state.chunks() - expected,
                over ? (endedAt - leftAt) / 1e6 : Double.NaN,
                writtenInStall);
    }
}
