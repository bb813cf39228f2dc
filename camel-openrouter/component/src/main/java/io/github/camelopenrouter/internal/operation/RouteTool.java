package io.github.camelopenrouter.internal.operation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.spi.ReactiveExecutor;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.UnitOfWorkHelper;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.internal.binding.ToolBinding;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolDefinition;
import io.github.camelopenrouter.internal.tool.ToolInvocation;
import io.github.camelopenrouter.internal.tool.ToolResult;
import io.github.camelopenrouter.model.ContentPart;

/**
 * A route as a tool. Each call is an exchange of the route's own, on a thread of routes, with the arguments as body: what a model says
 * becomes neither a header nor a property.
 */
final class RouteTool implements Tool {
    /** Most bytes that are read of a result that is a stream: more than any option maxToolResultBytes that makes sense. */
    private static final int MOST = 64 * 1024 * 1024;

    private final DefaultConsumer consumer;
    private final ToolBinding binding;
    private final ComponentRuntime runtime;

    RouteTool(DefaultConsumer consumer, ToolBinding binding, ComponentRuntime runtime) {
        this.consumer = consumer;
        this.binding = binding;
        this.runtime = runtime;
    }

    @Override
    public ToolDefinition definition() {
        return binding.definition();
    }

    @Override
    public CompletableFuture<ToolResult> call(ToolInvocation invocation) {
        if (!consumer.isStarted()) {
            return CompletableFuture.completedFuture(ToolResult.failure("The tool is not there any more."));
        }
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        runtime.engine().routes().workers().execute(() -> {
            // whoever waited may have given up before there was a thread
            if (!result.isDone()) {
                run(invocation, result);
            }
        });
        return result;
    }

    private void run(ToolInvocation invocation, CompletableFuture<ToolResult> result) {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.setProperty(Nesting.PROPERTY, invocation.way());
            Message message = exchange.getIn();
            invocation.headers().forEach(message::setHeader);
            message.setHeader(OpenRouterConstants.TOOL_NAME, invocation.name());
            message.setHeader(OpenRouterConstants.TOOL_CALL_ID, invocation.callId());
            message.setBody(binding.body(invocation.arguments()));
        } catch (JsonProcessingException e) {
            consumer.releaseExchange(exchange, false);
            // what Jackson says may quote the arguments
            result.complete(ToolResult.failure("The tool was not run: its arguments do not fit their class."));
            return;
        } catch (Throwable e) {
            consumer.releaseExchange(exchange, false);
            result.completeExceptionally(e);
            return;
        }
        // a route that says twice that it is done gives its exchange back once
        AtomicBoolean over = new AtomicBoolean();
        try {
            consumer.getAsyncProcessor().process(exchange, done -> {
                if (over.compareAndSet(false, true)) {
                    ended(exchange, result);
                }
            });
        } catch (Throwable e) {
            exchange.setException(e);
            endEscaped(exchange, over);
            if (over.compareAndSet(false, true)) {
                ended(exchange, result);
            }
        }
    }

    /**
     * Camel catches exceptions and lets errors through, such as one of the class loader or the stack: then nothing has ended the
     * exchange, and a route that stops would wait for it. What would have ended it may stand in the thread's queue of things to do, and
     * would be done by whatever the thread does next.
     *
     * @param over whether the exchange has been told
     */
    private static void endEscaped(Exchange exchange, AtomicBoolean over) {
        ReactiveExecutor queue =
                exchange.getContext().getCamelContextExtension().getReactiveExecutor();
        boolean more = true;
        while (more && !over.get()) {
            more = queue.executeFromQueue();
        }
        UnitOfWork unit = exchange.getUnitOfWork();
        if (!over.get() && unit != null) {
            UnitOfWorkHelper.doneUow(unit, exchange);
            exchange.getContext().getInflightRepository().remove(exchange, exchange.getFromRouteId());
        }
    }

    private void ended(Exchange exchange, CompletableFuture<ToolResult> result) {
        try {
            Throwable failure = exchange.getException();
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(new ToolResult(content(exchange.getMessage().getBody(), exchange), false));
            }
        } catch (Throwable e) {
            // a body that cannot be read, or is not to be
            result.completeExceptionally(e);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /** What the model gets: content parts as they are, text, or JSON. */
    private Object content(Object body, Exchange exchange) throws IOException {
        if (body == null) {
            return "";
        }
        if (body instanceof List<?> parts
                && !parts.isEmpty()
                && parts.stream().allMatch(ContentPart.class::isInstance)) {
            return List.copyOf(parts);
        }
        if (body instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (isStreamed(body)) {
            return read(exchange);
        }
        return binding.json(body);
    }

    private static boolean isStreamed(Object body) {
        return body instanceof InputStream
                || body instanceof java.io.Reader
                || body instanceof java.io.File
                || body instanceof java.nio.file.Path
                || body instanceof org.apache.camel.StreamCache
                || body instanceof org.apache.camel.WrappedFile<?>;
    }

    /** Not more than may be given anyway, whoever writes it. */
    private String read(Exchange exchange) throws IOException {
        InputStream in = exchange.getMessage().getBody(InputStream.class);
        if (in == null) {
            throw new IOException("the result of a tool cannot be read as a stream");
        }
        try (in) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[8 * 1024];
            for (int read = in.read(some); read >= 0 && out.size() <= MOST; read = in.read(some)) {
                out.write(some, 0, read);
            }
            if (out.size() > MOST) {
                throw new IOException("the result of a tool has more than " + MOST + " bytes");
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }
}
