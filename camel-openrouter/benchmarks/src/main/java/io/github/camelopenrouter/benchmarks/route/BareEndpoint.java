package io.github.camelopenrouter.benchmarks.route;

import java.util.concurrent.ExecutorService;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultEndpoint;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;

/**
 * What no asynchronous component over HttpClient can be cheaper than: a producer that sends ready bytes, reads the text, and lets the
 * route go on on a thread of a pool, as an I/O thread must not run what a user put into it.
 */
final class BareEndpoint extends DefaultEndpoint {
    private static final int WORKERS = 10;

    private final BareCompletions completions;
    private ExecutorService workers;

    BareEndpoint(CamelContext context, BareCompletions completions) {
        setCamelContext(context);
        setEndpointUriIfNotSpecified("bare:completion");
        this.completions = completions;
    }

    @Override
    public Producer createProducer() {
        return new DefaultAsyncProducer(this) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                completions.ask(
                        text -> exchange.getMessage().setBody(text),
                        failure -> workers.execute(() -> {
                            if (failure != null) {
                                exchange.setException(failure);
                            }
                            callback.done(false);
                        }));
                return false;
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("only asked");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        workers = getCamelContext().getExecutorServiceManager().newFixedThreadPool(this, "bare", WORKERS);
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdownNow(workers);
        super.doStop();
    }
}
