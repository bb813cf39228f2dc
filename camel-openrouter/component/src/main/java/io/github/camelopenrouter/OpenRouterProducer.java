package io.github.camelopenrouter;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.ExchangeHelper;

import io.github.camelopenrouter.client.Cancellable;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;

/**
 * What all operations share: binding, the one place where an exchange ends, and the calls in flight, which are cut when the route
 * stops.
 */
abstract class OpenRouterProducer extends DefaultAsyncProducer {
    /** How long an interrupted caller's call may go on. */
    private static final long INTERRUPTION_MILLIS = 250;

    private final OpenRouterEndpoint endpoint;
    private final FailureBinding failures;
    private final Set<Turn> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();

    OpenRouterProducer(OpenRouterEndpoint endpoint, Duration maxRetryAfter) {
        super(endpoint);
        this.endpoint = endpoint;
        this.failures = new FailureBinding(maxRetryAfter);
    }

    Engine engine() {
        return endpoint.getComponent().engine();
    }

    /**
     * Sends what the exchange asks for; whatever comes of it ends in {@link Turn#done} or {@link Turn#fail}, once.
     *
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    abstract Cancellable begin(Turn turn);

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Turn turn = new Turn(exchange, callback);
        try {
            FailureBinding.forget(exchange);
            turn.sent(begin(turn));
            return false;
        } catch (OpenRouterException e) {
            failures.fail(exchange, e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    /** This route is about to stop: what waits to be sent fails now, what has been sent goes on to its end. */
    void drain(String route) {
        for (Turn turn : running) {
            if (turn.isOf(route)) {
                turn.call.drain();
            }
        }
    }

    /** This route stops, and Camel has waited in vain for what has been sent. */
    void cut(String route) {
        for (Turn turn : running) {
            if (turn.isOf(route)) {
                turn.stop();
            }
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.getComponent().producerStarted(this);
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.getComponent().producerStopped(this);
        for (Turn turn : running) {
            turn.stop();
        }
        running.clear();
        super.doStop();
    }

    /**
     * A thread that waits for an exchange and is interrupted goes on without telling anybody but the exchange. While calls are
     * running, one task looks for that now and then: nothing is added to the way of a call itself.
     */
    private void watch() {
        if (!running.isEmpty() && watching.compareAndSet(false, true)) {
            try {
                engine().timer().schedule(this::look, INTERRUPTION_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException | TransportException e) {
                // the context is stopping, and with it all calls
                watching.set(false);
            }
        }
    }

    private void look() {
        for (Turn turn : running) {
            if (turn.abandoned()) {
                turn.call.cancel("interrupted", "the thread that waited for the answer was interrupted");
            }
        }
        watching.set(false);
        watch();
    }

    /** One exchange on its way through the producer. */
    final class Turn {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final String fromRoute;
        private final String atRoute;
        private Cancellable call;
        private boolean finished;

        private Turn(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
            this.fromRoute = exchange.getFromRouteId();
            this.atRoute = ExchangeHelper.getAtRouteId(exchange);
        }

        /** A route that ends in another one waits for it, and stops only when the other is done. */
        private boolean isOf(String route) {
            return route.equals(fromRoute) || route.equals(atRoute);
        }

        Exchange exchange() {
            return exchange;
        }

        private void sent(Cancellable started) {
            synchronized (this) {
                call = started;
                if (finished) {
                    return;
                }
                running.add(this);
            }
            watch();
            if (isStoppingOrStopped()) {
                stop();
            } else if (endpoint.getComponent().isDraining(fromRoute)
                    || endpoint.getComponent().isDraining(atRoute)) {
                started.drain();
            }
        }

        private void stop() {
            call.cancel("stopped", "the route was stopped while the call was running");
        }

        /** Whoever waited for this exchange was interrupted and has it back: it must not be changed any more. */
        boolean abandoned() {
            return exchange.getExchangeExtension().isInterrupted();
        }

        /** The call is over: its connection is no longer this producer's concern. */
        void finished() {
            synchronized (this) {
                finished = true;
                running.remove(this);
            }
        }

        /** Ends the exchange well, unless {@code last} throws. */
        void done(Runnable last) {
            try {
                if (!abandoned()) {
                    last.run();
                }
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                callback.done(false);
            }
        }

        void fail(OpenRouterException failure) {
            done(() -> failure(failure));
        }

        /** Puts the failure on the exchange. */
        void failure(OpenRouterException failure) {
            failures.fail(exchange, failure);
        }
    }
}
