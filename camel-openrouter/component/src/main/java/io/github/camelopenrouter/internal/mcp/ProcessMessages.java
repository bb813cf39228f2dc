package io.github.camelopenrouter.internal.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A process whose standard input and output carry one message a line. Java has no way to read pipes without a thread: a process has
 * three, which write, read, and read what it says on its standard error. Where it ends, all that waits for it is told.
 */
final class ProcessMessages extends Messages {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessMessages.class);

    /** What a program needs to run at all. Not the rest: the keys of this application are none of its business. */
    private static final List<String> INHERITED = List.of(
            "HOME",
            "LANG",
            "LC_ALL",
            "LOGNAME",
            "PATH",
            "SHELL",
            "TERM",
            "TMPDIR",
            "TZ",
            "USER",
            // of Windows
            "APPDATA",
            "COMSPEC",
            "HOMEDRIVE",
            "HOMEPATH",
            "LOCALAPPDATA",
            "PATHEXT",
            "PROGRAMDATA",
            "PROGRAMFILES",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERNAME",
            "USERPROFILE",
            "WINDIR");

    private static final int MOST_WAITING = 1_000;
    private static final int LONGEST_SAID = 500;

    /** How long a process may take to end by itself, and again once it was told to. */
    static final long GRACE_MILLIS = 1_000;

    private static final Line END = new Line(new byte[0], null);

    private final Parts parts;
    private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicInteger others = new AtomicInteger();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Process process;
    /** What it had started when it was told to end: nobody knows that once it has. */
    private volatile List<ProcessHandle> children = List.of();

    private volatile boolean opened;
    private volatile McpCallException over;

    private record Line(byte[] bytes, Pending request) {}

    /** A request of this side. */
    private static final class Pending {
        private final MonoSink<Void> sink;
        volatile boolean written;

        Pending(MonoSink<Void> sink) {
            this.sink = sink;
        }
    }

    ProcessMessages(McpServerSettings server, Parts parts, Listener listener) {
        super(server, listener);
        this.parts = parts;
    }

    /** On a thread of its own: to start a program takes a while. */
    @Override
    void open() {
        opened = true;
        parts.threads().newThread(this::run).start();
    }

    @Override
    int busy() {
        return pending.size();
    }

    private void run() {
        if (over != null) {
            ended.complete(null);
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(server.command());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> INHERITED.stream().noneMatch(name::equalsIgnoreCase));
            environment.putAll(server.environment());
            Process started = builder.start();
            process = started;
            started.onExit().whenComplete((gone, why) -> exited(started));
            parts.threads().newThread(() -> read(started)).start();
            parts.threads().newThread(() -> listen(started)).start();
            if (over != null) {
                end(started);
            }
            write(started);
        } catch (IOException e) {
            fail(new McpCallException.Unusable(
                    says("the process could not be started: check mcpServer." + server.name() + ".command")));
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            fail(new McpCallException(says("the process could not be started")));
            Process started = process;
            if (started == null) {
                ended.complete(null);
            } else {
                started.destroyForcibly();
            }
        }
    }

    // ---- from this side

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.create(sink -> {
            byte[] bytes = bytes(message);
            if (!(message instanceof JSONRPCRequest request)) {
                if (over != null || others.get() >= MOST_ANSWERS) {
                    sink.error(new McpCallException(says("it takes nothing more")));
                    return;
                }
                others.incrementAndGet();
                lines.add(new Line(bytes, null));
                sink.success();
                return;
            }
            String id = request.id().toString();
            Pending known = new Pending(sink);
            if (pending.size() >= MOST_WAITING) {
                sink.error(new McpCallException(says("too many calls wait for it")));
                return;
            }
            pending.put(id, known);
            lines.add(new Line(bytes, known));
            Waiting waiting = sink.contextView().getOrDefault(Waiting.class, null);
            if (over != null) {
                failed(id, over);
            } else if (waiting != null) {
                waiting.by(() -> {
                    if (pending.remove(id) != null) {
                        sink.error(new McpCallException(says("the answer is not waited for any more")));
                        abandon(message);
                    }
                });
            }
        });
    }

    /** Writes until there is nothing more to come, and then closes its input, which tells it to end. */
    private void write(Process to) {
        try (OutputStream out = to.getOutputStream()) {
            for (Line line = lines.take(); line != END; line = lines.take()) {
                if (line.request() != null) {
                    line.request().written = true;
                } else {
                    others.decrementAndGet();
                }
                out.write(line.bytes());
                out.write('\n');
                out.flush();
            }
        } catch (IOException e) {
            // it reads no more; that it ends is told where it ends, and one that goes on like that is of no use
            LOG.debug("{}", says("its standard input is closed"));
            fail(new McpCallException(says("the process takes nothing more")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new McpCallException(says("the connection was closed")));
        }
    }

    // ---- from its side

    private void read(Process from) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int start = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        take(line.toByteArray());
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(buffer, start, count - start);
                if (line.size() > MOST) {
                    fail(tooLarge());
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("{}", says("its standard output is closed"));
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{}: {}",
                    says("what it said could not be read"),
                    e.getClass().getName());
            LOG.debug("it was", e);
        }
        try {
            boolean gone = from.waitFor(GRACE_MILLIS / 4, TimeUnit.MILLISECONDS);
            fail(gone ? gone(from) : new McpCallException(says("the process says nothing more")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new McpCallException(says("the connection was closed")));
        }
    }

    private void take(byte[] line) {
        try {
            JSONRPCMessage from = Messages.read(line, line.length);
            String answered = answers(from);
            // first, because whoever gets the answer may stop waiting before the library returns
            Pending known = answered == null ? null : pending.remove(answered);
            hand(from);
            if (known != null) {
                known.sink.success();
            }
        } catch (IOException e) {
            // many programs greet on their standard output
            LOG.debug("{}", says("it wrote a line that is no JSON-RPC message"));
        }
    }

    /** Passes over what it says on its standard error, so that it is not held up; programs say much there, secrets included. */
    private void listen(Process from) {
        byte[] buffer = new byte[8 * 1024];
        try (InputStream in = from.getErrorStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (LOG.isDebugEnabled()) {
                    String said = new String(buffer, 0, Math.min(count, LONGEST_SAID), StandardCharsets.UTF_8);
                    LOG.debug("{}", says("on its standard error: " + said.replaceAll("\\p{Cntrl}", " ")));
                }
            }
        } catch (IOException e) {
            LOG.debug("{}", says("its standard error is closed"));
        }
    }

    // ---- the end

    private McpCallException gone(Process from) {
        return new McpCallException(
                says("the process ended with " + from.exitValue() + "; whether the call was done is not known"));
    }

    /** What it wrote last is still in the pipe, and is read first; a child of it may hold the pipe open for ever. */
    private void exited(Process from) {
        ended.complete(null);
        Runnable notice = () -> fail(gone(from));
        try {
            parts.background().schedule(notice, GRACE_MILLIS / 4, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            notice.run();
        }
    }

    /** The session is over: all that waits is told, and what of the process is left is ended. Idempotent. */
    private void fail(McpCallException why) {
        synchronized (this) {
            if (over != null) {
                return;
            }
            over = why;
        }
        lines.add(END);
        pending.keySet().forEach(id -> failed(id, why));
        Process started = process;
        if (started != null) {
            end(started);
        }
        listener.lost();
    }

    private void failed(String id, McpCallException why) {
        Pending known = pending.remove(id);
        if (known != null) {
            boolean sure = !known.written && !(why instanceof McpCallException.Unusable);
            known.sink.error(sure ? new McpCallException.Lost(says("the process has ended")) : why);
        }
    }

    /** Its input is closed by the writer; where that is not enough it is told, and then killed, with all that it has started. */
    private void end(Process started) {
        children = children(started);
        after(GRACE_MILLIS, () -> {
            children.forEach(ProcessHandle::destroy);
            started.destroy();
            after(GRACE_MILLIS, this::kill);
        });
    }

    private static List<ProcessHandle> children(Process of) {
        try {
            return of.descendants().toList();
        } catch (UnsupportedOperationException | SecurityException e) {
            // not every system tells
            return List.of();
        }
    }

    private void after(long millis, Runnable task) {
        try {
            parts.background().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the component is about to end, and nobody would do it later
            task.run();
        }
    }

    @Override
    public void close() {
        fail(new McpCallException(says("the connection was closed")));
        if (!opened) {
            ended.complete(null);
        }
    }

    @Override
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    void kill() {
        Process started = process;
        children.forEach(ProcessHandle::destroyForcibly);
        if (started != null) {
            children(started).forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
    }
}
