package io.github.camelopenrouter;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.support.service.ServiceHelper;

import io.github.camelopenrouter.client.ChatCall;
import io.github.camelopenrouter.client.ChatStream;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.client.StreamListener;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatChunk;

/**
 * {@code openrouter:streaming?streamTo=...}: each chunk goes to another endpoint as it arrives, one after the other and without a
 * thread that waits; the exchange itself goes on with the whole text.
 */
final class PushProducer extends ChatProducer {
    private final String uri;
    private Endpoint target;
    private AsyncProducer producer;

    PushProducer(OpenRouterEndpoint endpoint, CommandFactory commands, String uri) {
        super(endpoint, commands);
        this.uri = uri;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        target = getEndpoint().getCamelContext().getEndpoint(uri);
        producer = target.createAsyncProducer();
        ServiceHelper.initService(producer);
    }

    @Override
    protected void doStart() throws Exception {
        startTarget();
        super.doStart();
    }

    /** A cache may have stopped this producer and used it again. */
    private synchronized void startTarget() {
        ServiceHelper.startService(target, producer);
    }

    @Override
    synchronized void idle() {
        ServiceHelper.stopService(producer);
    }

    @Override
    ChatCall send(OpenRouterClient client, Command command, Turn turn) {
        startTarget();
        return client.stream(command, new StreamListener<>() {
            @Override
            public void opened(ChatStream stream, String generationId) {
                stream.publisher().subscribe(new Push(turn));
            }

            @Override
            public void failed(OpenRouterException failure) {
                turn.fail(failure);
            }

            @Override
            public void ended() {
                turn.finished();
            }
        });
    }

    /** Sends one chunk at a time: the next is asked for when the target is done with the last. */
    private final class Push implements Flow.Subscriber<ChatChunk> {
        private final Turn turn;
        private final StringBuilder text = new StringBuilder();
        private final AtomicBoolean over = new AtomicBoolean();
        private Flow.Subscription subscription;
        private ChatChunk last;
        private boolean sending;
        private boolean complete;

        Push(Turn turn) {
            this.turn = turn;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(ChatChunk chunk) {
            text.append(chunk.text());
            if (chunk.last()) {
                last = chunk;
            }
            synchronized (this) {
                sending = true;
            }
            Exchange exchange = exchange(chunk);
            try {
                producer.process(exchange, doneSync -> sent(exchange));
            } catch (RuntimeException e) {
                exchange.setException(e);
                sent(exchange);
            }
        }

        private Exchange exchange(ChatChunk chunk) {
            Exchange exchange = target.createExchange(ExchangePattern.InOnly);
            Message message = exchange.getIn();
            message.setBody(chunk);
            message.setHeader(OpenRouterConstants.CHUNK_INDEX, chunk.index());
            if (chunk.last()) {
                ResponseBinding.headers(message, chunk.response());
            }
            return exchange;
        }

        private void sent(Exchange exchange) {
            if (exchange.getException() != null) {
                subscription.cancel();
                end(() -> turn.exchange().setException(exchange.getException()));
                return;
            }
            boolean all;
            synchronized (this) {
                sending = false;
                all = complete;
            }
            if (all) {
                end(this::whole);
            } else {
                subscription.request(1);
            }
        }

        /** The target may have failed, or may still be busy with a chunk, when the answer ends: the exchange ends once. */
        private void end(Runnable how) {
            if (over.compareAndSet(false, true)) {
                turn.done(how);
            }
        }

        @Override
        public void onError(Throwable failure) {
            OpenRouterException told = failure instanceof OpenRouterException known
                    ? known
                    : new TransportException(
                            ErrorDetails.of("OpenRouter: the stream was closed before its end", Outcome.PARTIAL)
                                    .withErrorType("cancelled"),
                            failure);
            end(() -> turn.failure(told));
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                complete = true;
                if (sending) {
                    return;
                }
            }
            end(this::whole);
        }

        private void whole() {
            Message message = turn.exchange().getMessage();
            ResponseBinding.headers(message, last.response());
            message.setBody(text.toString());
        }
    }
}
