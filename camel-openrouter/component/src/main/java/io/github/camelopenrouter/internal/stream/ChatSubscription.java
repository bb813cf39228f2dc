package io.github.camelopenrouter.internal.stream;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * The one subscription of a {@link UnreadQueue}: hands elements on as they are asked for, one at a time and in order, on the worker
 * pool. A subscriber that asks for more within {@code onNext} is served by the same loop, without recursion.
 */
final class ChatSubscription<T, P> implements Flow.Subscription {
    private final ReadStream<T, P> stream;
    private final UnreadQueue<T> delivery;
    private final Flow.Subscriber<? super P> subscriber;
    private final Executor worker;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile Throwable violation;

    private ChatSubscription(
            ReadStream<T, P> stream, UnreadQueue<T> delivery, Flow.Subscriber<? super P> subscriber, Executor worker) {
        this.stream = stream;
        this.delivery = delivery;
        this.subscriber = subscriber;
        this.worker = worker;
    }

    static <T, P> void start(
            ReadStream<T, P> stream,
            UnreadQueue<T> delivery,
            Flow.Subscriber<? super P> subscriber,
            Executor worker,
            AtomicBoolean taken) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (!taken.compareAndSet(false, true)) {
            subscriber.onSubscribe(new Refused());
            subscriber.onError(new IllegalStateException("a streamed answer can be read once, by one subscriber"));
            return;
        }
        ChatSubscription<T, P> subscription = new ChatSubscription<>(stream, delivery, subscriber, worker);
        // the loop is kept out until the subscriber has its subscription
        subscription.work.incrementAndGet();
        try {
            subscriber.onSubscribe(subscription);
        } catch (Throwable e) {
            // it has no way to ask for anything: nobody reads what would still be paid
            subscription.cancel();
            throw e;
        }
        if (!subscription.done.get()) {
            delivery.onChange(subscription::schedule);
        }
        subscription.execute();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            violation =
                    new IllegalArgumentException("a subscriber must request a positive number (Reactive Streams 3.9)");
        } else {
            demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        }
        schedule();
    }

    @Override
    public void cancel() {
        end();
        stream.close();
    }

    /**
     * Nothing follows; the stream may outlive its subscriber and must not hold on to it (Reactive Streams 3.13). False where it had
     * ended before.
     */
    private boolean end() {
        boolean first = done.compareAndSet(false, true);
        delivery.onChange(null);
        return first;
    }

    private void schedule() {
        if (work.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            worker.execute(this::drain);
        } catch (Throwable e) {
            // the context is stopping; the end must still be told
            drain();
        }
    }

    private void drain() {
        int missed = 1;
        do {
            while (!done.get() && step()) {
                // until there is nothing to hand on or nobody who asks
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    private boolean step() {
        if (violation != null) {
            cancel();
            subscriber.onError(violation);
            return false;
        }
        if (delivery.drained()) {
            finish();
            return false;
        }
        if (demand.get() == 0) {
            return false;
        }
        T element = delivery.poll();
        if (element == null) {
            return false;
        }
        P part;
        try {
            part = stream.part(element);
        } catch (Throwable e) {
            // whatever it is, the subscriber must not wait for ever
            if (end()) {
                stream.close();
                subscriber.onError(e);
            }
            return false;
        }
        if (part == null) {
            return true;
        }
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        try {
            subscriber.onNext(part);
        } catch (Throwable e) {
            // a subscriber that throws counts as cancelled (Reactive Streams 2.13): nobody reads what would still be
            // paid
            cancel();
            throw e;
        }
        return true;
    }

    private void finish() {
        if (!end()) {
            // its subscriber has cancelled it meanwhile, and hears no more
            return;
        }
        if (delivery.cancelled()) {
            // closed by somebody else than the subscriber: it must not wait for ever
            subscriber.onError(ReadChatStream.closed("its reader"));
            return;
        }
        OpenRouterException failure = delivery.failure();
        if (failure != null) {
            subscriber.onError(stream.failed(failure));
        } else {
            subscriber.onComplete();
        }
    }

    private static final class Refused implements Flow.Subscription {
        @Override
        public void request(long n) {
            // refused: there is nothing to give
        }

        @Override
        public void cancel() {
            // refused: there is nothing to end
        }
    }
}
