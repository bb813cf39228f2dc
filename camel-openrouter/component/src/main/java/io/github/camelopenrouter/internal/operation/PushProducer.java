package io.github.camelopenrouter.internal.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.internal.stream.ReadStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * {@code openrouter:streaming?streamTo=...}: each part of the answer goes to another endpoint as it arrives, one after the other and
 * without a thread that waits; the exchange itself goes on with the whole.
 */
final class PushProducer extends ChatProducer {
    private static final Logger LOG = LoggerFactory.getLogger(PushProducer.class);

    /** How the answer becomes objects while it arrives; null where its text is handed on. */
    private final StreamedObjects objects;

    private final String uri;
    private final String name;
    private final AnswerBinding answers;
    private Endpoint target;
    private AsyncProducer producer;

    PushProducer(EndpointTerms terms) {
        super(terms, binding(terms, true, CallTimeouts.of(terms.options(), null, true)));
        this.objects = StreamedObjects.of(terms.options());
        this.uri = terms.options().getStreamTo();
        this.name = URISupport.sanitizeUri(uri);
        this.answers = new AnswerBinding(terms.options());
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
        super.idle();
    }

    @Override
    RunningCall send(
            OpenRouterClient client,
            CallBinding.Prepared prepared,
            OfferedTools.Rounds tools,
            RunningExchange running) {
        List<String> way = Nesting.into(running.exchange(), "streamTo", name);
        startTarget();
        Patience patience = new Patience(prepared);
        return objects == null
                ? send(client, prepared, new Push<>(running, way, patience, new PushedChunks(answers, tools)))
                : send(client, prepared, new Push<>(running, way, patience, new PushedElements(objects, answers)));
    }

    private static <S extends ReadStream<?, P>, P> RunningCall send(
            OpenRouterClient client, CallBinding.Prepared prepared, PushProducer.Push<S, P> push) {
        RunningExchange running = push.running;
        RunningCall call = push.parts.start(client, prepared, new StreamOpening<>() {
            @Override
            public void opened(S stream, String generationId) {
                push.watch();
                stream.publisher().subscribe(push);
            }

            @Override
            public void failed(OpenRouterException failure) {
                running.fail(failure);
            }

            @Override
            public void ended() {
                running.finished();
            }

            @Override
            public void whole(ChatResponse response, List<ChatMessage> added, Consumer<OpenRouterException> then) {
                ConversedCall.answered(running, response, added, then);
            }

            @Override
            public void cut(OpenRouterException failure, List<ChatMessage> added, Consumer<OpenRouterException> then) {
                ConversedCall.cut(running, added, failure, then);
            }
        });
        push.call = call;
        return call;
    }

    /** How long the target may take. The call itself cannot tell: it may be over while its last chunks are still being dealt with. */
    private final class Patience {
        private final Duration consumer;
        private final Duration total;
        private final long started = System.nanoTime();

        Patience(CallBinding.Prepared prepared) {
            consumer = prepared.consumerTimeout();
            total = prepared.deadline();
        }

        /** Nanoseconds until one of both is over, at most an hour. */
        long left(long now, long sendingSince) {
            long least = TimeUnit.HOURS.toNanos(1);
            if (total != null) {
                least = Math.min(least, total.toNanos() - (now - started));
            }
            if (consumer != null) {
                least = Math.min(least, consumer.toNanos() - (sendingSince == 0 ? 0 : now - sendingSince));
            }
            return least;
        }

        OpenRouterException over(long now) {
            boolean late = total != null && now - started >= total.toNanos();
            String why = late
                    ? "not finished within " + total.toMillis() + " ms (totalTimeout)"
                    : "streamTo was not done with a chunk within " + consumer.toMillis() + " ms (consumerTimeout)";
            return new TransportException(
                    ErrorDetails.of("OpenRouter: " + why, Outcome.PARTIAL)
                            .withErrorType(late ? "total_timeout" : "consumer_timeout"),
                    null);
        }
    }

    /** Sends one chunk at a time: the next is asked for when the target is done with the last. */
    private final class Push<S extends ReadStream<?, P>, P> implements Flow.Subscriber<P> {
        private final RunningExchange running;
        private final List<String> way;
        private final Patience patience;
        private final PushedParts<S, P> parts;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Flow.Subscription subscription;
        private volatile RunningCall call;
        // guarded by this
        private P last;
        private long sendingSince;
        private boolean complete;
        private Future<?> watch;

        Push(RunningExchange running, List<String> way, Patience patience, PushedParts<S, P> parts) {
            this.running = running;
            this.way = way;
            this.patience = patience;
            this.parts = parts;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(P part) {
            Sent sent = new Sent();
            try {
                synchronized (this) {
                    if (parts.last(part)) {
                        last = part;
                    }
                    sendingSince = Math.max(1, System.nanoTime());
                }
                sent.exchange = exchange(part);
                producer.process(sent.exchange, sent);
            } catch (Throwable e) {
                // an error, too, is this exchange's own: one that escaped would leave it without an end
                sent.over(e);
            }
        }

        private Exchange exchange(P part) {
            Exchange exchange = target.createExchange(ExchangePattern.InOnly);
            exchange.setProperty(Nesting.PROPERTY, way);
            parts.fill(exchange.getIn(), part);
            return exchange;
        }

        /** One chunk on its way; a target may say more than once that it is done. True from then on. */
        private final class Sent extends AtomicBoolean implements AsyncCallback {
            private static final long serialVersionUID = 1L;

            private transient volatile Exchange exchange;

            @Override
            public void done(boolean doneSync) {
                over(null);
            }

            void over(Throwable thrown) {
                if (!compareAndSet(false, true)) {
                    return;
                }
                Throwable failure = thrown != null ? thrown : exchange.getException();
                if (failure != null) {
                    end(() -> running.exchange().setException(failure));
                    stop();
                    return;
                }
                boolean all;
                synchronized (Push.this) {
                    sendingSince = 0;
                    all = complete;
                }
                if (all) {
                    end(Push.this::whole);
                } else {
                    subscription.request(1);
                }
            }
        }

        /** The target may have failed, or may still be busy with a chunk, when the answer ends: the exchange ends once. */
        private void end(Runnable how) {
            if (over.compareAndSet(false, true)) {
                synchronized (this) {
                    if (watch != null) {
                        watch.cancel(false);
                    }
                }
                running.done(how);
            }
        }

        /** Nobody takes what is still to come: the connection is cut. */
        private void stop() {
            Flow.Subscription open = subscription;
            if (open != null) {
                open.cancel();
            }
            RunningCall asked = call;
            if (asked != null) {
                asked.cancel("cancelled", "the target of the chunks is gone");
            }
        }

        void watch() {
            synchronized (this) {
                long now = System.nanoTime();
                long left = patience.left(now, sendingSince);
                if (over.get()) {
                    return;
                }
                if (left > 0) {
                    schedule(left);
                    return;
                }
            }
            OpenRouterException late = patience.over(System.nanoTime());
            end(() -> running.failure(late));
            stop();
        }

        private void schedule(long nanos) {
            try {
                watch = engine().timer().schedule(this::watch, nanos, TimeUnit.NANOSECONDS);
            } catch (RuntimeException | Error e) {
                // a target that never ends would have nobody to notice it
                end(() -> running.failure(new TransportException(
                        ErrorDetails.of(
                                        "OpenRouter: the target of the chunks cannot be waited for, so the stream was ended",
                                        Outcome.PARTIAL)
                                .withErrorType("stopped"),
                        e)));
                stop();
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
            end(() -> running.failure(told));
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                complete = true;
                if (sendingSince != 0) {
                    return;
                }
            }
            end(this::whole);
        }

        private void whole() {
            P whole;
            synchronized (this) {
                whole = last;
            }
            parts.whole(running.exchange().getMessage(), whole);
        }
    }
}
