package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.stream.StreamFeed;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.wire.TextPieces;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * Shows the object so far when it has changed, and no oftener than an interval says: what is seen again and again is only what is not
 * complete. Of what nobody has taken yet only the newest is kept.
 */
public final class PartialFeed extends StreamFeed<Streamed, ReadElementStream> {
    private final ScheduledExecutorService timer;
    private final long intervalNanos;

    // guarded by this
    private final PartialScanner scanner = new PartialScanner();
    private final TextPieces texts = new TextPieces();
    private Waiting waiting;
    private boolean shown;
    private long shownAt;
    private Future<?> later;
    private boolean over;

    /** The newest state, until somebody takes it. */
    private static final class Waiting extends AtomicReference<PartialScanner.Shown> implements Streamed.Partial {
        private static final long serialVersionUID = 1L;

        Waiting(PartialScanner.Shown state) {
            super(state);
        }

        @Override
        public PartialScanner.Shown take() {
            return getAndSet(null);
        }

        /** False where the one before has been taken. */
        boolean renew(PartialScanner.Shown state) {
            return getAndUpdate(before -> before == null ? null : state) != null;
        }
    }

    private PartialFeed(
            StreamOpening<ReadElementStream> listener,
            Executor routes,
            ScheduledExecutorService timer,
            long intervalMillis,
            PartialMaker maker) {
        super(listener, (delivery, cancel) -> new ReadElementStream(delivery, routes, cancel, maker));
        this.timer = timer;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis);
    }

    /** How a stream is read that shows the object so far. Thread-safe. */
    public static final class Format {
        private final PartialMaker.Format format;
        private final long intervalMillis;

        /** @param answer has a target */
        public Format(AnswerFormat answer, long intervalMillis) {
            this.format = new PartialMaker.Format(answer);
            this.intervalMillis = intervalMillis;
        }
    }

    /**
     * @param routes where a subscriber is called
     * @param timer shows what has changed since the last time, where nothing more comes
     */
    public static PartialFeed of(
            StreamOpening<ReadElementStream> listener, Executor routes, ScheduledExecutorService timer, Format format) {
        return new PartialFeed(listener, routes, timer, format.intervalMillis, new PartialMaker(format.format));
    }

    @Override
    public synchronized void again() {
        super.again();
        texts.rest();
        scanner.clear();
        waiting = null;
        shown = false;
        stopWaiting();
    }

    private void stopWaiting() {
        if (later != null) {
            later.cancel(false);
            later = null;
        }
    }

    @Override
    public synchronized void event(
            String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (text.isEmpty() || !scanner.feed(texts.next(text))) {
            control.release(length);
            return;
        }
        long left = shown ? intervalNanos - (System.nanoTime() - shownAt) : 0;
        if (left <= 0) {
            stopWaiting();
            show(length, control);
            return;
        }
        control.release(length);
        if (later == null) {
            try {
                later = timer.schedule(this::later, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // the component is stopping: what comes next shows it
                later = null;
            }
        }
    }

    private synchronized void later() {
        later = null;
        if (!over) {
            show(0, released -> {});
        }
    }

    private void show(int length, CallControl control) {
        PartialScanner.Shown state;
        try {
            state = scanner.soFar();
        } catch (IOException e) {
            throw new UncheckedIOException("a string that was read before cannot be read", e);
        }
        shown = true;
        shownAt = System.nanoTime();
        if (waiting != null && waiting.renew(state)) {
            control.release(length);
        } else {
            waiting = new Waiting(state);
            put(waiting, length, control);
        }
    }

    @Override
    protected synchronized void last(ChatResponse response) {
        over = true;
        stopWaiting();
        put(new Streamed.Whole(response));
    }

    @Override
    public void failed(OpenRouterException failure) {
        synchronized (this) {
            over = true;
            stopWaiting();
        }
        super.failed(failure);
    }
}
