package io.github.camelopenrouter;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.github.camelopenrouter.client.ChatCall;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * What all operations share: binding, the one place where an exchange ends, and the calls in flight, which are cut when the route
 * stops.
 */
abstract class OpenRouterProducer extends DefaultAsyncProducer {
    private final OpenRouterEndpoint endpoint;
    private final CommandFactory commands;
    private final FailureBinding failures;
    private final Set<ChatCall> running = ConcurrentHashMap.newKeySet();

    OpenRouterProducer(OpenRouterEndpoint endpoint, CommandFactory commands) {
        super(endpoint);
        this.endpoint = endpoint;
        this.commands = commands;
        this.failures = new FailureBinding(commands.maxRetryAfter());
    }

    OpenRouterComponent component() {
        return endpoint.getComponent();
    }

    /** Sends the command; whatever comes of it ends in {@link Turn#done} or {@link Turn#fail}, once. */
    abstract ChatCall send(OpenRouterClient client, Command command, Turn turn);

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Turn turn = new Turn(exchange, callback);
        try {
            FailureBinding.forget(exchange);
            ResponseBinding.clear(exchange.getMessage());
            Command command = commands.command(exchange);
            turn.sent(send(component().client(), command, turn));
            return false;
        } catch (OpenRouterException e) {
            failures.fail(exchange, e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    @Override
    protected void doStop() throws Exception {
        for (ChatCall call : running) {
            call.cancel("stopped", "the route was stopped while the call was running");
        }
        running.clear();
        super.doStop();
    }

    /** One exchange on its way through the producer. */
    final class Turn {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private ChatCall call;
        private boolean finished;

        private Turn(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
        }

        Exchange exchange() {
            return exchange;
        }

        private void sent(ChatCall started) {
            synchronized (this) {
                call = started;
                if (finished) {
                    return;
                }
                running.add(started);
            }
            if (isStoppingOrStopped()) {
                started.cancel("stopped", "the route was stopped while the call was running");
            }
        }

        /** The call is over: its connection is no longer this producer's concern. */
        void finished() {
            synchronized (this) {
                finished = true;
                if (call != null) {
                    running.remove(call);
                }
            }
        }

        /** Ends the exchange well, unless {@code last} throws. */
        void done(Runnable last) {
            try {
                last.run();
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                callback.done(false);
            }
        }

        void fail(OpenRouterException failure) {
            done(() -> failures.fail(exchange, failure));
        }
    }
}
