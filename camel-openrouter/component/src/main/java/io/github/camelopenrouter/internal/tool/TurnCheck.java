package io.github.camelopenrouter.internal.tool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.Violation;
import io.github.camelopenrouter.tool.ToolDecision;
import io.github.camelopenrouter.tool.ToolRequest;

/**
 * What is asked about the calls of one turn before any of them runs: whether they may, then whether they are wanted. All are asked
 * about at the same time, and no thread is held meanwhile. Ends once: when all is known, or with {@link CancellationException}. Who
 * fails to answer has denied.
 */
final class TurnCheck {
    /**
     * What is known of a call.
     *
     * @param waits whether somebody outside is to say what becomes of it
     */
    record Checked(PlannedCall call, boolean waits) {}

    private static final Logger LOG = LoggerFactory.getLogger(TurnCheck.class);
    private static final int LONGEST_REASON = 1_000;

    private final List<PlannedCall> calls;
    private final ToolGate gate;
    private final Duration timeout;
    private final Map<String, Object> headers;
    private final int round;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<List<Checked>> all = new CompletableFuture<>();

    // guarded by this
    private final List<CompletableFuture<?>> asked = new ArrayList<>();
    private boolean cancelled;

    /** @param timeout how long each question may take; null for no limit */
    TurnCheck(
            List<PlannedCall> calls,
            ToolGate gate,
            Duration timeout,
            Map<String, Object> headers,
            int round,
            ScheduledExecutorService timer) {
        this.calls = calls;
        this.gate = gate;
        this.timeout = timeout;
        this.headers = headers;
        this.round = round;
        this.timer = timer;
    }

    /** Asks, on the calling thread as far as it can. What is returned completes on any thread, which is not to be held. */
    CompletableFuture<List<Checked>> start() {
        List<CompletableFuture<Checked>> each = new ArrayList<>(calls.size());
        for (PlannedCall call : calls) {
            each.add(call.runs() ? check(call) : CompletableFuture.completedFuture(new Checked(call, false)));
        }
        CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).whenComplete((none, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else {
                all.complete(each.stream().map(CompletableFuture::join).toList());
            }
        });
        return all;
    }

    /** Waits for no answer any more. */
    void cancel() {
        List<CompletableFuture<?>> waiting;
        synchronized (this) {
            cancelled = true;
            waiting = List.copyOf(asked);
        }
        all.completeExceptionally(new CancellationException());
        waiting.forEach(answer -> answer.completeExceptionally(new CancellationException()));
    }

    // ---- one call

    private CompletableFuture<Checked> check(PlannedCall call) {
        return mayRun(call).thenCompose(allowed -> {
            if (!allowed.runs()) {
                return done(allowed, false);
            }
            if (gate.manual()) {
                return done(allowed, true);
            }
            return gate.approval() == null ? done(allowed, false) : wanted(allowed);
        });
    }

    private static CompletableFuture<Checked> done(PlannedCall call, boolean waits) {
        return CompletableFuture.completedFuture(new Checked(call, waits));
    }

    private CompletableFuture<PlannedCall> mayRun(PlannedCall call) {
        if (gate.authorization() == null) {
            return CompletableFuture.completedFuture(call);
        }
        ToolRequest request = request(call);
        return answer(() -> gate.authorization().mayRun(request))
                .handleAsync(
                        (may, failure) -> {
                            if (failure != null) {
                                warn(call, "authorization", failure);
                            }
                            return Boolean.TRUE.equals(may)
                                    ? call
                                    : PlannedCall.tell(call.call(), "The tool was not run: it may not be called here.");
                        },
                        gate.threads());
    }

    private CompletableFuture<Checked> wanted(PlannedCall call) {
        ToolRequest request = request(call);
        return answer(() -> gate.approval().decide(request))
                .handleAsync(
                        (decision, failure) -> {
                            if (failure != null) {
                                warn(call, "approval", failure);
                                return done(denied(call, null), false);
                            }
                            return decided(call, decision);
                        },
                        gate.threads())
                .thenCompose(checked -> checked);
    }

    private CompletableFuture<Checked> decided(PlannedCall call, ToolDecision decision) {
        return switch (decision.kind()) {
            case allow -> done(call, false);
            case deny -> done(denied(call, decision.reason()), false);
            case ask -> done(call, true);
            case change -> changed(call, Arguments.of(decision.arguments()));
        };
    }

    private CompletableFuture<Checked> changed(PlannedCall call, ObjectNode arguments) {
        List<Violation> violations =
                arguments == null ? List.of() : call.tool().definition().violations(arguments);
        if (arguments == null || !violations.isEmpty()) {
            LOG.warn(
                    "The approval of the tool {} changed the arguments of the call {} to what is not valid{}: it was denied",
                    call.tool().definition().name(),
                    shown(call),
                    arguments == null ? "" : " (" + violations.get(0).keyword() + ")");
            return done(denied(call, null), false);
        }
        return mayRun(PlannedCall.run(call.call(), call.tool(), arguments)).thenApply(may -> new Checked(may, false));
    }

    static PlannedCall denied(PlannedCall call, String reason) {
        if (reason == null || reason.isBlank()) {
            return PlannedCall.tell(call.call(), "The tool was not run: it was not approved.");
        }
        String said = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
        return PlannedCall.tell(call.call(), "The tool was not run: " + said);
    }

    private ToolRequest request(PlannedCall call) {
        String name = call.tool().definition().name();
        String id = call.call().id();
        return new ToolRequest(
                name,
                id,
                Arguments.plain(call.arguments()),
                headers,
                round,
                Arguments.hash(name, id, call.arguments()));
    }

    // ---- asking

    /** The answer, or why there is none, in time; null is none. */
    private <T> CompletableFuture<T> answer(Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (this) {
            if (cancelled) {
                return CompletableFuture.failedFuture(new CancellationException());
            }
            asked.add(answer);
        }
        try {
            CompletionStage<T> stage = question.get();
            if (stage == null) {
                throw new IllegalStateException("it returned null");
            }
            // theirs, and never completed here
            stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else if (value == null) {
                    answer.completeExceptionally(new IllegalStateException("it answered null"));
                } else {
                    answer.complete(value);
                }
            });
            watch(answer);
        } catch (Throwable e) {
            // whatever is thrown there says no
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void watch(CompletableFuture<?> answer) {
        if (timeout == null || answer.isDone()) {
            return;
        }
        ScheduledFuture<?> late = timer.schedule(
                () -> answer.completeExceptionally(
                        new TimeoutException("no answer within " + timeout.toMillis() + " ms (toolApprovalTimeout)")),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((value, failure) -> late.cancel(false));
    }

    private static void warn(PlannedCall call, String what, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof CancellationException)) {
            LOG.warn(
                    "The {} of the tool {} gave no answer to the call {}: it was denied",
                    what,
                    call.tool().definition().name(),
                    shown(call),
                    cause);
        }
    }

    private static String shown(PlannedCall call) {
        return CallPlanner.shown(call.call().id());
    }
}
