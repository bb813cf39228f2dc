package io.github.camelopenrouter.internal.tool;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The calls of one turn of a model: they run side by side, as many as may be, and hold no thread while they wait. Ends once, when all
 * have ended or it was cancelled, with the results in the order of the calls. Thread-safe.
 */
final class ToolTurn {
    private final List<PlannedCall> calls;
    private final ToolSettings settings;
    private final Duration timeout;
    private final Function<PlannedCall, ToolInvocation> invocations;
    private final ScheduledExecutorService timer;
    private final Consumer<PlannedCall> begun;
    private final Consumer<CallResult> ended;
    /** Null where there is none. */
    private final ToolJournal journal;

    private final int turn;
    private final CompletableFuture<List<CallResult>> all = new CompletableFuture<>();

    // guarded by this
    private final CallResult[] results;
    private final List<CompletableFuture<CallResult>> running = new ArrayList<>();
    private int next;
    private int left;
    private int active;
    private boolean cancelled;
    /** Why no further call is begun: the journal could not say whether one may be run. */
    private Throwable broken;

    /**
     * @param timeout how long one call may take; null for no limit
     * @param begun hears of each call that is about to run
     * @param ended hears of each end, of calls that did not run, too
     * @param journal knows which calls were run before; null where there is none
     * @param turn its place among the answers that asked for tools, from 1 on
     */
    ToolTurn(
            List<PlannedCall> calls,
            ToolSettings settings,
            Duration timeout,
            Function<PlannedCall, ToolInvocation> invocations,
            ScheduledExecutorService timer,
            Consumer<PlannedCall> begun,
            Consumer<CallResult> ended,
            ToolJournal journal,
            int turn) {
        this.calls = calls;
        this.settings = settings;
        this.timeout = timeout;
        this.invocations = invocations;
        this.timer = timer;
        this.begun = begun;
        this.ended = ended;
        this.journal = journal;
        this.turn = turn;
        this.results = new CallResult[calls.size()];
        this.left = calls.size();
    }

    /**
     * Begins. What is returned completes on the thread of the last tool, or fails: with {@link CancellationException}, or with what the
     * journal says.
     */
    CompletableFuture<List<CallResult>> start() {
        int first = Math.min(settings.maxParallel(), calls.size());
        for (int i = 0; i < first; i++) {
            run();
        }
        return all;
    }

    /** Waits no longer; tools that run may go on, and are not heard any more. */
    void cancel() {
        List<CompletableFuture<CallResult>> waiting;
        synchronized (this) {
            cancelled = true;
            waiting = List.copyOf(running);
        }
        all.completeExceptionally(new CancellationException());
        waiting.forEach(future -> future.cancel(false));
    }

    /** Call after call, until one goes on elsewhere: its end goes on here. What is thrown here ends the turn: nobody else would. */
    private void run() {
        try {
            for (int at = take(); at >= 0 && ends(at); ) {
                at = take();
            }
        } catch (Throwable e) {
            all.completeExceptionally(e);
        }
    }

    /** The next call; -1 where there is none, or none is to begin any more. */
    private synchronized int take() {
        if (cancelled || broken != null || all.isDone() || next == calls.size()) {
            return -1;
        }
        active++;
        return next++;
    }

    /** Begins a call; whether it has ended by now. */
    private boolean ends(int at) {
        PlannedCall call = calls.get(at);
        if (call.given()) {
            end(at, judged(call, ToolResult.text(call.told()), null));
            return true;
        }
        if (!call.runs()) {
            end(at, new CallResult(call.call(), ToolResult.failure(call.told()), false, null, null));
            return true;
        }
        CompletableFuture<CallResult> result = result(at, call);
        synchronized (this) {
            running.add(result);
            if (cancelled) {
                result.cancel(false);
            }
        }
        // who comes second goes on: a tool that ends at once must not make the stack deeper with each call
        AtomicBoolean first = new AtomicBoolean();
        result.whenComplete((value, failure) -> {
            try {
                synchronized (this) {
                    running.remove(result);
                }
                if (failure == null) {
                    end(at, value);
                } else {
                    end(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure);
                }
            } catch (Throwable e) {
                all.completeExceptionally(e);
            }
            if (!first.compareAndSet(false, true)) {
                run();
            }
        });
        return !first.compareAndSet(false, true);
    }

    private CompletableFuture<CallResult> result(int at, PlannedCall call) {
        if (journal == null) {
            return run(call);
        }
        try {
            return journal.once(new ToolJournal.Call(turn, at, call.call(), call.arguments()), () -> run(call));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Fails only where it is cancelled: whatever else comes of it is its result. */
    private CompletableFuture<CallResult> run(PlannedCall call) {
        CompletableFuture<ToolResult> result = begin(call);
        ScheduledFuture<?> late = watch(result);
        CompletableFuture<CallResult> judged = result.handle((value, failure) -> judged(call, value, failure));
        judged.whenComplete((value, failure) -> {
            if (late != null) {
                late.cancel(false);
            }
            if (failure != null) {
                result.cancel(false);
            }
        });
        return judged;
    }

    private CompletableFuture<ToolResult> begin(PlannedCall call) {
        try {
            begun.accept(call);
            // the future is the tool's: it may be cancelled here, and not completed
            CompletableFuture<ToolResult> own = call.tool().call(invocations.apply(call));
            CompletableFuture<ToolResult> result = own.copy();
            result.whenComplete((value, failure) -> {
                if (failure != null) {
                    own.cancel(false);
                }
            });
            return result;
        } catch (Throwable e) {
            // whatever a tool throws is its failure
            return CompletableFuture.failedFuture(e);
        }
    }

    private ScheduledFuture<?> watch(CompletableFuture<ToolResult> result) {
        if (timeout == null || result.isDone()) {
            return null;
        }
        try {
            return timer.schedule(
                    () -> result.completeExceptionally(new LateException()), timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            // the component is stopping: nobody would notice a tool that never ends
            result.completeExceptionally(e);
            return null;
        }
    }

    private CallResult judged(PlannedCall call, ToolResult value, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof LateException) {
            return new CallResult(
                    call.call(),
                    ToolResult.failure("The tool gave no answer within " + timeout.toMillis() + " ms."),
                    true,
                    "tool_timeout",
                    null);
        }
        if (cause != null || value == null) {
            return new CallResult(
                    call.call(),
                    ToolResult.failure("The tool failed, and its result is not known."),
                    true,
                    "tool_failed",
                    cause);
        }
        if (value.content() instanceof String text && tooLong(text)) {
            return new CallResult(
                    call.call(),
                    ToolResult.failure("The result of the tool is longer than the " + settings.maxResultBytes()
                            + " bytes that may be given. Ask for less."),
                    true,
                    "tool_result_too_large",
                    null);
        }
        return new CallResult(call.call(), value, true, value.failed() ? "tool_failed" : null, null);
    }

    private boolean tooLong(String text) {
        int most = settings.maxResultBytes();
        return text.length() > most || text.length() > most / 3 && text.getBytes(StandardCharsets.UTF_8).length > most;
    }

    private void end(int at, CallResult result) {
        List<CallResult> whole = null;
        Throwable ending = null;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            results[at] = result;
            left--;
            active--;
            if (broken != null) {
                ending = active == 0 ? broken : null;
            } else if (left == 0) {
                whole = Collections.unmodifiableList(Arrays.asList(results));
            }
        }
        ended.accept(result);
        if (ending != null) {
            all.completeExceptionally(ending);
        } else if (whole != null) {
            all.complete(whole);
        }
    }

    /** The turn fails when those that run have ended: what came of them is still written down. */
    private void end(Throwable failure) {
        Throwable ending;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            active--;
            broken = broken == null ? failure : broken;
            ending = active == 0 ? broken : null;
        }
        if (ending != null) {
            all.completeExceptionally(ending);
        }
    }

    /** A call that took longer than it may. */
    private static final class LateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LateException() {
            super("late", null, false, false);
        }
    }
}
