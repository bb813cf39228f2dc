package io.github.camelopenrouter.internal.operation;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterStreamFormat;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RouteThreads;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.internal.stream.AnswerInputStream;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.ReadStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.internal.structured.ReadElementStream;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * {@code openrouter:streaming}, pulled by the route: the exchange goes on with the first content, and the body is the stream. It
 * is closed when the exchange is done, which cuts the connection where something was left unread.
 */
final class PullProducer extends ChatProducer {
    private static final StackWalker STACK = StackWalker.getInstance();
    /** Camel's splitter is one; its class is in a module that routes need and this component does not. */
    private static final String SPLITTER = "org.apache.camel.processor.MulticastProcessor";

    /** Between here and the splitter are the stream and the splitter's own iterator. */
    private static final int NEAR = 8;

    private final OpenRouterStreamFormat format;
    /** How the answer becomes objects while it arrives; null where its text is handed on. */
    private final StreamedObjects objects;

    PullProducer(EndpointTerms terms) {
        super(terms, binding(terms, true, CallTimeouts.of(terms.options(), null, true)));
        this.format = terms.options().getStreamFormat();
        this.objects = StreamedObjects.of(terms.options());
    }

    /** A route that reads a stream waits for each chunk. */
    @Override
    Executor goesOn(RouteThreads routes) {
        return routes.readers();
    }

    @Override
    RunningCall send(
            OpenRouterClient client,
            CallBinding.Prepared prepared,
            OfferedTools.Rounds tools,
            RunningExchange running) {
        if (tools != null) {
            return StreamedRounds.start(client, prepared, tools, new Parts<ReadChatStream>(running));
        }
        if (objects != null) {
            return objects.start(client, prepared.command(), prepared.format(), new Parts<ReadElementStream>(running));
        }
        Command command = prepared.command();
        Streams streams = new Streams(client);
        return switch (format) {
            case chunks -> streams.chunks(command, new Parts<ReadChatStream>(running));
            case sse ->
                streams.events(command, new Opening<AnswerInputStream>(running) {
                    @Override
                    void body(AnswerInputStream stream, Message message) {
                        passThrough(stream, message, "text/event-stream");
                    }
                });
            case text ->
                streams.text(command, new Opening<AnswerInputStream>(running) {
                    @Override
                    void body(AnswerInputStream stream, Message message) {
                        passThrough(stream, message, "text/plain; charset=utf-8");
                    }
                });
        };
    }

    private static void passThrough(AnswerInputStream stream, Message message, String contentType) {
        // Camel's stream caching would read the answer to its end before anybody sees its beginning
        message.getExchange().getExchangeExtension().setStreamCacheDisabled(true);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(stream);
    }

    private static Runnable closing(Object stream) {
        return stream instanceof ReadStream<?, ?> parts
                ? parts::closeWithExchange
                : ((AnswerInputStream) stream)::closeWithExchange;
    }

    /** Another exchange than the one that asked reads it from now on. */
    private static void wentOn(Object stream) {
        if (stream instanceof ReadStream<?, ?> parts) {
            parts.abandonWhen(PullProducer::walkedAfterTheEnd);
        }
    }

    /** A splitter with stopOnException has set its failure on the exchange before it walks the remaining parts. */
    private static boolean givenUp(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        return exchange.isFailed()
                || exchange.isRouteStop()
                || extension.isErrorHandlerHandledSet() && extension.isErrorHandlerHandled();
    }

    /**
     * Whether a splitter that is done walks the parts which it has not processed. Where an EIP asked with a copy, the exchange of the
     * splitter behind it is known to nobody here, and only who calls tells that it is over.
     */
    private static boolean walkedAfterTheEnd() {
        return STACK.walk(callers -> callers.limit(NEAR)
                .anyMatch(caller -> caller.getMethodName().equals("doDone")
                        && caller.getClassName().equals(SPLITTER)));
    }

    /** The body is what is iterated over. */
    private static final class Parts<S extends ReadStream<?, ?>> extends Opening<S> {
        Parts(RunningExchange running) {
            super(running);
        }

        @Override
        void body(S stream, Message message) {
            Exchange exchange = running.exchange();
            stream.abandonWhen(() -> givenUp(exchange));
            message.setBody(stream);
        }
    }

    private abstract static class Opening<S extends Closeable> implements StreamOpening<S> {
        final RunningExchange running;

        Opening(RunningExchange running) {
            this.running = running;
        }

        abstract void body(S stream, Message message);

        @Override
        public void opened(S stream, String generationId) {
            if (running.abandoned()) {
                closing(stream).run();
            }
            running.done(() -> {
                Message message = running.exchange().getMessage();
                AnswerBinding.forgetMedia(message);
                if (generationId != null) {
                    message.setHeader(OpenRouterConstants.RESPONSE_ID, generationId);
                }
                body(stream, message);
                StreamOwner.own(running.exchange(), stream, PullProducer::closing, PullProducer::wentOn);
            });
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
    }
}
