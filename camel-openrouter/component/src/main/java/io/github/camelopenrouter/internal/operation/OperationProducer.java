package io.github.camelopenrouter.internal.operation;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.FailureBinding;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.Engine;
import io.github.camelopenrouter.internal.runtime.RouteThreads;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.internal.runtime.RunningExchanges;

/**
 * What all operations share: the way of an exchange from Camel to a call, and where the route goes on. A producer that stops ends
 * nothing: a cache may only have no more room for it. What ends calls is the stop of their route, of the component or the context.
 */
abstract class OperationProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(OperationProducer.class);

    private final ComponentRuntime runtime;
    private final FailureBinding failures;
    private final AsyncProcessorAwaitManager awaiting;
    // guarded by this
    private int ongoing;
    private boolean stopped;

    OperationProducer(EndpointTerms terms, Duration maxRetryAfter) {
        super(terms.endpoint());
        this.runtime = terms.runtime();
        this.failures = new FailureBinding(maxRetryAfter);
        this.awaiting =
                PluginHelper.getAsyncProcessorAwaitManager(terms.endpoint().getCamelContext());
    }

    Engine engine() {
        return runtime.engine();
    }

    /**
     * Sends what the exchange asks for; whatever comes of it ends in {@link RunningExchange#done} or {@link RunningExchange#fail}, and {@link
     * RunningExchange#finished} says when the call is over.
     *
     * @throws OpenRouterException where something cannot be sent; nothing was
     */
    abstract RunningCall begin(RunningExchange running);

    /** Where the route goes on behind the answer. */
    Executor goesOn(RouteThreads routes) {
        return routes.workers();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return process(exchange, callback, false);
    }

    /** The calling thread waits, and goes on itself: no other thread is needed for that. */
    @Override
    public void process(Exchange exchange) throws Exception {
        awaiting.process(
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange waited, AsyncCallback callback) {
                        return OperationProducer.this.process(waited, callback, true);
                    }
                },
                exchange);
    }

    private boolean process(Exchange exchange, AsyncCallback callback, boolean waits) {
        RunningExchange running = null;
        try {
            FailureBinding.forget(exchange);
            running = running(exchange, callback, waits);
            running.started(begin(running));
            if (runtime.isDraining(running.fromRoute()) || runtime.isDraining(running.atRoute())) {
                running.drain();
            }
            return false;
        } catch (Throwable e) {
            // an error, too, is this exchange's own: one that escaped would leave it without an end
            if (running != null) {
                boolean mine = running.claim();
                running.finished();
                if (!mine) {
                    LOG.error("A call failed after its exchange had ended", e);
                    return false;
                }
            }
            if (e instanceof OpenRouterException failure) {
                failures.fail(exchange, failure);
            } else {
                exchange.setException(e);
            }
        }
        callback.done(true);
        return true;
    }

    private RunningExchange running(Exchange exchange, AsyncCallback callback, boolean waits) {
        Engine engine = engine();
        RouteThreads routes = engine.routes();
        if (!waits && routes.full()) {
            throw full(routes.most());
        }
        RunningExchanges all = engine.running();
        RunningExchange[] itself = new RunningExchange[1];
        RunningExchange running =
                new RunningExchange(exchange, callback, failures, waits ? Runnable::run : goesOn(routes), () -> {
                    all.remove(itself[0]);
                    left();
                });
        itself[0] = running;
        synchronized (this) {
            ongoing++;
        }
        if (!all.add(running)) {
            left();
            throw new TransportException(
                    ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), null);
        }
        return running;
    }

    private static OpenRouterException full(int most) {
        return new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: routes that go on behind answers hold " + most
                                        + " threads, as many as they may (maxPoolSize of the thread pool profile "
                                        + RouteThreads.POOL
                                        + "). Nothing was sent. Let fewer steps behind a call wait, or raise maxPoolSize",
                                "threads_held")
                        .withRetry(ErrorDetails.Retry.YES),
                null);
    }

    // ---- a producer that was stopped lets finish what runs

    private void left() {
        boolean last;
        synchronized (this) {
            ongoing--;
            last = stopped && ongoing == 0;
        }
        if (last) {
            idle();
        }
    }

    /** The producer has stopped and none of its calls runs any more; may come again where it is used in spite of that. */
    void idle() {
        // most have nothing of their own
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        synchronized (this) {
            stopped = false;
        }
    }

    @Override
    protected void doStop() throws Exception {
        boolean last;
        synchronized (this) {
            stopped = true;
            last = ongoing == 0;
        }
        if (last) {
            idle();
        }
        super.doStop();
    }
}
