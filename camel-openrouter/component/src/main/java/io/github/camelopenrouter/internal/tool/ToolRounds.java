package io.github.camelopenrouter.internal.tool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;

/**
 * A model that uses tools, from one of its answers to the next: what it asks for is run and told, within the limits, until it answers.
 * Of one call of a route; knows the answers and not how they are asked for. One answer is dealt with at a time; {@link #cancel} may
 * come from any thread.
 */
public final class ToolRounds {
    /** Hears once what an answer leads to; on the thread of a tool or the caller's. */
    public interface Next {
        /**
         * The model is to be asked again.
         *
         * @param messages all that come behind the request's own, from the first round on
         */
        void again(List<ChatMessage> messages);

        /** It has answered. */
        void answered(ChatResponse response);

        void failed(OpenRouterException failure);

        /** Nothing of the turn runs before somebody outside has said what becomes of its calls, or has run them. */
        void handedOut(HeldTurn held);
    }

    private final Map<String, Tool> offered;
    private final Set<String> others;
    private final ToolSettings settings;
    private final Map<String, Object> headers;
    private final List<String> way;
    private final ToolGate gate;
    private final ScheduledExecutorService timer;
    private final Consumer<ToolEvent> events;
    private final ToolJournal journal;
    private final RepeatedCalls repeated;
    private final CallIds ids = new CallIds();
    private final LoopTotals totals;
    private final CallPlanner planner;

    // guarded by this
    private Runnable running;
    private boolean cancelled;

    /**
     * @param offered by name
     * @param others names of functions that the route itself runs: a turn that calls one is the answer
     * @param headers what tools may see of the exchange that asked
     * @param way of nested calls, for those that tools make
     * @param gate who is asked before calls run
     * @param events hears what tools do, on any thread; must not block
     * @param journal knows which calls were run before; null where there is none
     */
    public ToolRounds(
            Map<String, Tool> offered,
            Set<String> others,
            ToolSettings settings,
            Map<String, Object> headers,
            List<String> way,
            ToolGate gate,
            ScheduledExecutorService timer,
            Consumer<ToolEvent> events,
            ToolJournal journal) {
        this.offered = offered;
        this.others = others;
        this.settings = settings;
        this.headers = headers;
        this.way = way;
        this.gate = gate;
        this.timer = timer;
        this.events = events;
        this.journal = journal;
        this.repeated = new RepeatedCalls(settings.maxRepeats());
        this.totals = new LoopTotals(settings);
        this.planner = new CallPlanner(offered, settings, repeated, totals);
    }

    /** Calls of the model have these ids already, in turns that the request begins with. */
    public void known(Collection<String> callIds) {
        ids.add(callIds);
    }

    // ---- what the next request is made of

    /** Tools that are not offered any more, by name. */
    public Set<String> withheld() {
        return Set.copyOf(repeated.blocked());
    }

    /** How long the next request may take, for all that is known here; null for no limit. */
    public Duration timeLeft() {
        return totals.timeLeft();
    }

    /** What was reached so far. */
    public ToolLoop loop() {
        return totals.loop();
    }

    // ---- answers

    /** Adds what an answer cost that failed. */
    public void used(Usage usage) {
        totals.count(usage);
    }

    /** Deals with a complete answer; what it leads to is heard once, and what is thrown is heard there too. */
    public void answered(ChatResponse response, Next next) {
        try {
            totals.count(response.usage());
            List<ToolCall> asked = response.message().toolCalls();
            boolean calls = asked != null && !asked.isEmpty();
            if (calls && asked.stream().noneMatch(call -> call.name() != null && others.contains(call.name()))) {
                turn(response, next);
            } else if (isMalformed(response)) {
                mend(next);
            } else {
                totals.said(response.message());
                next.answered(response);
            }
        } catch (OpenRouterException e) {
            next.failed(e);
        }
    }

    /** An answer of the model was not what the exchange needs: it is asked again, and told why. */
    public List<ChatMessage> goOn(ChatMessage complaint) {
        totals.said(complaint);
        return totals.messages();
    }

    /** A provider that could not read the model's own call says so in its own words, and has neither text nor call. */
    private static boolean isMalformed(ChatResponse response) {
        ChatChoice choice = response.choices().get(0);
        return response.text().isBlank()
                && (isMalformed(choice.finishReason()) || isMalformed(choice.nativeFinishReason()));
    }

    private static boolean isMalformed(String reason) {
        return reason != null
                && reason.toUpperCase(Locale.ROOT).matches("MALFORMED_(FUNCTION|TOOL)_CALL|UNEXPECTED_TOOL_CALL");
    }

    /** Whether an answer failed because the provider could not read the model's call of a tool. */
    public static boolean isUnreadable(OpenRouterException failure) {
        return "malformed_function_call".equals(failure.getErrorType());
    }

    /** Deals with an answer that failed in that way; what it leads to is heard once. */
    public void unreadable(Next next) {
        try {
            mend(next);
        } catch (OpenRouterException e) {
            next.failed(e);
        }
    }

    private void mend(Next next) {
        if (settings.invalidFails()) {
            throw totals.fault(
                    "tool_arguments_invalid", "the provider could not read the model's call of a tool", null);
        }
        totals.turn();
        // the answer itself is empty, and an empty turn is refused by providers
        totals.said(ChatMessage.user(
                "The call of a tool could not be read. Call the tool again with arguments that are valid JSON."));
        next.again(totals.messages());
    }

    private void turn(ChatResponse response, Next next) {
        String reason = response.finishReason();
        if ("length".equals(reason) || "error".equals(reason) || "content_filter".equals(reason)) {
            throw totals.fault(
                    "tool_calls_truncated",
                    "the answer ended with " + reason + " while it asked for tools, and none of them was run"
                            + ("length".equals(reason) ? ": raise maxTokens" : ""),
                    null);
        }
        totals.turn();
        ChatMessage said = ids.unique(response.message());
        List<ToolCall> asked = said.toolCalls();
        totals.mayCall(asked.size());
        List<PlannedCall> planned = planner.plan(asked);
        totals.said(TurnMessages.sendable(said));
        checked(gate, planned, next, checked -> {
            if (checked.stream().anyMatch(TurnCheck.Checked::waits)) {
                next.handedOut(held(TurnMessages.with(response, said), checked));
            } else {
                run(response, checked.stream().map(TurnCheck.Checked::call).toList(), next);
            }
        });
    }

    /** Goes on when all is known about the calls that is to be known before any of them runs. */
    private void checked(
            ToolGate asks, List<PlannedCall> planned, Next next, Consumer<List<TurnCheck.Checked>> further) {
        if (asks.isOpen()) {
            further.accept(planned.stream()
                    .map(call -> new TurnCheck.Checked(call, false))
                    .toList());
            return;
        }
        TurnCheck check = new TurnCheck(planned, asks, totals.least(asks.timeout()), headers, totals.rounds(), timer);
        running(check::cancel);
        check.start().whenComplete((checked, failure) -> {
            try {
                // whoever answered is not to be held, and what is thrown there would be nobody's
                gate.threads()
                        .execute(() -> guarded(next, () -> {
                            over();
                            refuse(failure);
                            // it may have taken long
                            totals.within();
                            further.accept(checked);
                        }));
            } catch (Throwable e) {
                next.failed(totals.broken(e));
            }
        });
    }

    /** Runs the calls of a turn side by side, and tells the model. */
    private void run(ChatResponse response, List<PlannedCall> planned, Next next) {
        ToolTurn turn = new ToolTurn(
                planned,
                settings,
                totals.least(settings.timeout()),
                this::invocation,
                timer,
                call -> events.accept(new ToolEvent(ToolEvent.Kind.called, totals.rounds(), call.call(), null, false)),
                ended -> events.accept(new ToolEvent(
                        ToolEvent.Kind.answered,
                        totals.rounds(),
                        ended.call(),
                        ended.result().content() instanceof String text ? text : null,
                        !ended.ran() || ended.fault() != null)),
                journal,
                totals.turns());
        running(turn::cancel);
        turn.start()
                .whenComplete((results, failure) -> guarded(next, () -> {
                    over();
                    refuse(failure);
                    told(response, planned, results, next);
                }));
    }

    /** Whatever is thrown ends the call: it would be nobody's else. */
    private void guarded(Next next, Runnable step) {
        try {
            step.run();
        } catch (OpenRouterException e) {
            next.failed(e);
        } catch (Throwable e) {
            next.failed(totals.broken(e));
        }
    }

    /** What ends a wait when it is not wanted any more. */
    private synchronized void running(Runnable cancel) {
        if (cancelled) {
            throw totals.stopped();
        }
        running = cancel;
    }

    private synchronized void over() {
        running = null;
    }

    private void refuse(Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof OpenRouterException known) {
                throw known;
            }
            throw cause instanceof CancellationException ? totals.stopped() : totals.broken(cause);
        }
    }

    private ToolInvocation invocation(PlannedCall call) {
        return new ToolInvocation(
                call.call().id(),
                call.call().name(),
                call.arguments(),
                new HashMap<>(headers),
                way,
                totals.least(settings.timeout()));
    }

    private void told(ChatResponse response, List<PlannedCall> planned, List<CallResult> results, Next next) {
        for (CallResult result : results) {
            totals.made(result.ran());
            totals.said(new ChatMessage(
                    "tool", result.result().content(), null, result.call().id(), null, null, null, null, Map.of()));
        }
        for (CallResult result : results) {
            if (result.fault() != null && settings.failureFails()) {
                throw totals.fault(
                        result.fault(),
                        "the tool " + CallPlanner.shown(result.call().name()) + " did not come to a good end",
                        result.cause());
            }
        }
        if (TurnMessages.isAnswer(planned, results)) {
            next.answered(TurnMessages.answer(response, results));
        } else {
            next.again(totals.messages());
        }
    }

    // ---- calls that are handed out, and come back

    private HeldTurn held(ChatResponse response, List<TurnCheck.Checked> checked) {
        List<HeldCall> held = new ArrayList<>(checked.size());
        for (TurnCheck.Checked one : checked) {
            PlannedCall call = one.call();
            held.add(new HeldCall(call.call(), call.arguments(), call.told(), one.waits()));
        }
        return totals.held(response, List.copyOf(held), repeated, offered.keySet(), headers);
    }

    /**
     * Goes on with a turn that was handed out, as the first thing. Arguments are checked against the tools as they are now, and whether a
     * call may run is asked again.
     *
     * @param answers what is said about each call that waited, by its id
     * @param first says whether the calls come back for the first time; asked once, just before they run. What it throws says that this
     *     could not be found out
     */
    public void resume(HeldTurn held, Map<String, HeldAnswer> answers, BooleanSupplier first, Next next) {
        totals.restore(held);
        repeated.restore(held.seen(), held.blocked());
        for (ChatMessage message : held.messages()) {
            if (message.toolCalls() != null) {
                ids.add(message.toolCalls().stream().map(ToolCall::id).toList());
            }
        }
        guarded(next, () -> {
            List<PlannedCall> planned = new ArrayList<>(held.calls().size());
            held.calls()
                    .forEach(call -> planned.add(
                            planner.back(call, answers.get(call.call().id()))));
            checked(gate.decided(), planned, next, checked -> {
                HeldRefusals.unlessFirst(first, loop());
                run(
                        held.response(),
                        checked.stream().map(TurnCheck.Checked::call).toList(),
                        next);
            });
        });
    }

    // ---- the end from outside

    /** Waits for no tool any more: what was waited for ends as a failure. */
    public void cancel() {
        Runnable end;
        synchronized (this) {
            cancelled = true;
            end = running;
        }
        if (end != null) {
            end.run();
        }
    }
}
