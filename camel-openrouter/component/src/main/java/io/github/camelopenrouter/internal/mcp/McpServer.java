package io.github.camelopenrouter.internal.mcp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.tool.Tool;
import io.github.camelopenrouter.internal.tool.ToolDefinition;
import io.github.camelopenrouter.internal.tool.ToolInvocation;
import io.github.camelopenrouter.internal.tool.ToolResult;

/**
 * A server that endpoints share: it is connected when its tools are first asked for, its list is kept until the server says that it
 * changed, and a session that was lost is made anew by whoever needs one next. What failed is not kept: whoever comes next tries again.
 * Thread-safe, and holds no thread while a server works.
 */
final class McpServer {
    private final McpServerSettings settings;
    private final Supplier<Transport> transport;
    private final Parts parts;
    private final AtomicInteger busy = new AtomicInteger();

    // guarded by this
    private CompletableFuture<McpSession> session;
    private McpSession current;
    private CompletableFuture<List<Tool>> tools;
    private boolean closed;

    /**
     * @param transport gives the HTTP client, or nothing for a process
     */
    McpServer(McpServerSettings settings, Supplier<Transport> transport, Parts parts) {
        this.settings = settings;
        this.transport = transport;
        this.parts = parts;
    }

    // ---- its tools

    /** All that are offered, as they are now. */
    CompletableFuture<List<Tool>> tools() {
        CompletableFuture<List<Tool>> asked;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            if (tools != null && !tools.isCompletedExceptionally()) {
                return tools.copy();
            }
            asked = new CompletableFuture<>();
            tools = asked;
        }
        Attempts<List<OfferedTool>> attempts = new Attempts<>(
                McpSession::tools,
                settings.timeout(),
                "it did not tell its tools within " + settings.timeout().toMillis() + " ms (mcpTimeout)");
        attempts.result.whenComplete((list, why) -> {
            if (why != null) {
                asked.completeExceptionally(why);
                return;
            }
            List<Tool> known = list.stream().<Tool>map(ServerTool::new).toList();
            asked.complete(known);
        });
        attempts.begin();
        return asked.copy();
    }

    private McpCallException closed() {
        return new McpCallException("MCP server " + settings.name() + ": the connection was closed");
    }

    /** One of its tools, as the loop of a model calls it. */
    private final class ServerTool implements Tool {
        private final OfferedTool offered;

        ServerTool(OfferedTool offered) {
            this.offered = offered;
        }

        @Override
        public ToolDefinition definition() {
            return offered.definition();
        }

        @Override
        public CompletableFuture<ToolResult> call(ToolInvocation invocation) {
            ObjectNode arguments = invocation.arguments();
            Duration timeout = invocation.timeout();
            Attempts<ToolResult> attempts = new Attempts<>(
                    (one, waiting) -> one.call(offered.name(), arguments, waiting),
                    timeout,
                    timeout == null ? "" : "it did not answer within " + timeout.toMillis() + " ms");
            attempts.begin();
            return attempts.result;
        }

        @Override
        public String toString() {
            return offered.definition().toString();
        }
    }

    // ---- its session

    /** The one that there is, or is being made; makes one where there is none. */
    private CompletableFuture<McpSession> session() {
        CompletableFuture<McpSession> made;
        McpSession begun;
        Waiting waiting = new Waiting();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            if (session != null) {
                return session;
            }
            made = new CompletableFuture<>();
            session = made;
            Heard heard = new Heard();
            begun = new McpSession(settings, transport.get(), parts, heard);
            heard.session = begun;
            current = begun;
        }
        // whoever waits for it has a limit of its own, which is over for all of them where the server says nothing
        Future<?> alarm = alarm(
                parts.background(),
                settings.timeout(),
                () -> failed(
                        made,
                        begun,
                        new McpCallException("MCP server " + settings.name() + ": there is no connection within "
                                + settings.timeout().toMillis() + " ms (mcpTimeout)")));
        begun.begin(waiting).whenComplete((greeted, why) -> {
            alarm.cancel(false);
            if (why != null) {
                failed(made, begun, begun.known(Causes.of(why)));
            } else {
                made.complete(greeted);
            }
        });
        return made;
    }

    /** Whoever hears of it may ask again at once, and must not get the same. */
    private void failed(CompletableFuture<McpSession> made, McpSession begun, McpCallException why) {
        forget(begun);
        made.completeExceptionally(why);
        begun.close();
    }

    /** What a session tells of itself. */
    private final class Heard implements Messages.Listener {
        volatile McpSession session;

        @Override
        public void changed() {
            synchronized (McpServer.this) {
                if (current == session) {
                    tools = null;
                }
            }
        }

        @Override
        public void lost() {
            McpSession known = session;
            if (known != null) {
                McpServer.this.lost(known);
            }
        }
    }

    /** It is of no use any more; another server may be there now, with other tools. */
    private void lost(McpSession gone) {
        forget(gone);
        gone.close();
    }

    private synchronized void forget(McpSession gone) {
        if (current == gone) {
            current = null;
            session = null;
            tools = null;
        }
    }

    // ---- asking it

    /** Something that is asked of a session, once more of another one where the first is provably lost before it began. */
    private final class Attempts<T> {
        final CompletableFuture<T> result = new CompletableFuture<>();
        private final BiFunction<McpSession, Waiting, CompletableFuture<T>> question;
        private final Duration limit;
        private final String late;
        private final Waiting waiting = new Waiting();

        /**
         * @param limit null for none
         * @param late what is told where it is over
         */
        Attempts(BiFunction<McpSession, Waiting, CompletableFuture<T>> question, Duration limit, String late) {
            this.question = question;
            this.limit = limit;
            this.late = late;
        }

        void begin() {
            busy.incrementAndGet();
            Future<?> alarm = limit == null
                    ? CompletableFuture.completedFuture(null)
                    : alarm(
                            parts.clock().timer(),
                            limit,
                            () -> result.completeExceptionally(
                                    new McpCallException("MCP server " + settings.name() + ": " + late)));
            // also where whoever asked cancels it
            result.whenComplete((value, why) -> {
                alarm.cancel(false);
                busy.decrementAndGet();
                waiting.stop();
            });
            attempt(true);
        }

        private void attempt(boolean again) {
            try {
                session().whenComplete((known, why) -> {
                    if (why != null) {
                        result.completeExceptionally(Causes.of(why));
                    } else if (!result.isDone()) {
                        ask(known, again);
                    }
                });
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }

        private void ask(McpSession known, boolean again) {
            CompletableFuture<T> answer;
            try {
                answer = question.apply(known, waiting);
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(known.known(e));
                return;
            }
            answer.whenComplete((value, why) -> {
                if (why == null) {
                    result.complete(value);
                    return;
                }
                McpCallException told = known.known(Causes.of(why));
                boolean over = told instanceof McpCallException.Lost;
                if (over) {
                    lost(known);
                }
                if (over && again && !result.isDone()) {
                    attempt(false);
                } else {
                    result.completeExceptionally(told);
                }
            });
        }
    }

    private static Future<?> alarm(ScheduledExecutorService timer, Duration after, Runnable task) {
        try {
            return timer.schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /** What is asked of it now. */
    int busy() {
        return busy.get();
    }

    /**
     * What is left of a session that was told to end.
     *
     * @param ended completes once there is nothing
     * @param kill leaves nothing, whatever it takes
     */
    record Closing(CompletableFuture<Void> ended, Runnable kill) {}

    /** Ends its session, and all that waits for it. Does not wait. */
    Closing close() {
        McpSession last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        if (last == null) {
            return new Closing(CompletableFuture.completedFuture(null), () -> {});
        }
        lost(last);
        return new Closing(last.ended(), last::kill);
    }
}
