package io.github.camelopenrouter.internal.tool;

import java.math.BigDecimal;
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

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.ToolEvent;
import io.github.camelopenrouter.model.ToolLoop;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.model.Violation;

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

    private static final int LONGEST_NAME = 64;
    private static final int NAMES = 20;

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
    private long since = System.nanoTime();

    // of one answer after the other
    private final List<ChatMessage> messages = new ArrayList<>();
    private int turns;
    private int rounds;
    private int calls;
    private BigDecimal cost = BigDecimal.ZERO;
    private Long tokens = 0L;

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
        return settings.maxTime() == null ? null : settings.maxTime().minusNanos(System.nanoTime() - since);
    }

    /** What was reached so far. */
    public ToolLoop loop() {
        return new ToolLoop(rounds, calls, cost, tokens, messages);
    }

    // ---- answers

    /** Adds what an answer cost that failed. */
    public void used(Usage usage) {
        count(usage);
    }

    private void count(Usage usage) {
        rounds++;
        BigDecimal dollars = usage == null ? null : usage.cost();
        cost = cost == null || dollars == null ? null : cost.add(dollars);
        Long used = usage == null ? null : total(usage);
        tokens = tokens == null || used == null ? null : (Long) (tokens + used);
    }

    private static Long total(Usage usage) {
        if (usage.totalTokens() != null) {
            return usage.totalTokens();
        }
        return usage.promptTokens() == null || usage.completionTokens() == null
                ? null
                : (Long) (usage.promptTokens() + usage.completionTokens());
    }

    /** Deals with a complete answer; what it leads to is heard once, and what is thrown is heard there too. */
    public void answered(ChatResponse response, Next next) {
        try {
            count(response.usage());
            List<ToolCall> asked = response.message().toolCalls();
            boolean calls = asked != null && !asked.isEmpty();
            if (calls && asked.stream().noneMatch(call -> call.name() != null && others.contains(call.name()))) {
                turn(response, next);
            } else if (isMalformed(response)) {
                mend(next);
            } else {
                messages.add(response.message());
                next.answered(response);
            }
        } catch (OpenRouterException e) {
            next.failed(e);
        }
    }

    /** An answer of the model was not what the exchange needs: it is asked again, and told why. */
    public List<ChatMessage> goOn(ChatMessage complaint) {
        messages.add(complaint);
        return List.copyOf(messages);
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
            throw fault("tool_arguments_invalid", "the provider could not read the model's call of a tool", null);
        }
        turns++;
        within();
        // the answer itself is empty, and an empty turn is refused by providers
        messages.add(ChatMessage.user(
                "The call of a tool could not be read. Call the tool again with arguments that are valid JSON."));
        next.again(List.copyOf(messages));
    }

    private void turn(ChatResponse response, Next next) {
        String reason = response.finishReason();
        if ("length".equals(reason) || "error".equals(reason) || "content_filter".equals(reason)) {
            throw fault(
                    "tool_calls_truncated",
                    "the answer ended with " + reason + " while it asked for tools, and none of them was run"
                            + ("length".equals(reason) ? ": raise maxTokens" : ""),
                    null);
        }
        turns++;
        within();
        ChatMessage said = ids.unique(response.message());
        List<ToolCall> asked = said.toolCalls();
        if (calls + asked.size() > settings.maxCalls()) {
            throw limit(
                    "tool_calls_exceeded",
                    "more calls of tools than the option maxToolCalls allows (" + settings.maxCalls() + ")");
        }
        List<PlannedCall> planned = new ArrayList<>(asked.size());
        repeated.nextTurn();
        asked.forEach(call -> planned.add(plan(call)));
        messages.add(sendable(said));
        checked(gate, planned, next, checked -> {
            if (checked.stream().anyMatch(TurnCheck.Checked::waits)) {
                next.handedOut(held(with(response, said), checked));
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
        TurnCheck check = new TurnCheck(planned, asks, least(asks.timeout()), headers, rounds, timer);
        running(check::cancel);
        check.start().whenComplete((checked, failure) -> {
            try {
                // whoever answered is not to be held, and what is thrown there would be nobody's
                gate.threads()
                        .execute(() -> guarded(next, () -> {
                            over();
                            refuse(failure);
                            // it may have taken long
                            within();
                            further.accept(checked);
                        }));
            } catch (Throwable e) {
                next.failed(broken(e));
            }
        });
    }

    /** Runs the calls of a turn side by side, and tells the model. */
    private void run(ChatResponse response, List<PlannedCall> planned, Next next) {
        ToolTurn turn = new ToolTurn(
                planned,
                settings,
                least(settings.timeout()),
                this::invocation,
                timer,
                call -> events.accept(new ToolEvent(ToolEvent.Kind.called, rounds, call.call(), null, false)),
                ended -> events.accept(new ToolEvent(
                        ToolEvent.Kind.answered,
                        rounds,
                        ended.call(),
                        ended.result().content() instanceof String text ? text : null,
                        !ended.ran() || ended.fault() != null)),
                journal,
                turns);
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
            next.failed(broken(e));
        }
    }

    /** What ends a wait when it is not wanted any more. */
    private synchronized void running(Runnable cancel) {
        if (cancelled) {
            throw stopped();
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
            throw cause instanceof CancellationException ? stopped() : broken(cause);
        }
    }

    private Duration least(Duration given) {
        Duration left = timeLeft();
        return left == null || given != null && given.compareTo(left) < 0 ? given : left;
    }

    private ToolInvocation invocation(PlannedCall call) {
        return new ToolInvocation(
                call.call().id(),
                call.call().name(),
                call.arguments(),
                new HashMap<>(headers),
                way,
                least(settings.timeout()));
    }

    private void told(ChatResponse response, List<PlannedCall> planned, List<CallResult> results, Next next) {
        for (CallResult result : results) {
            calls += result.ran() ? 1 : 0;
            messages.add(new ChatMessage(
                    "tool", result.result().content(), null, result.call().id(), null, null, null, null, Map.of()));
        }
        for (CallResult result : results) {
            if (result.fault() != null && settings.failureFails()) {
                throw fault(
                        result.fault(),
                        "the tool " + shown(result.call().name()) + " did not come to a good end",
                        result.cause());
            }
        }
        if (direct(planned, results)) {
            next.answered(direct(response, results));
        } else {
            next.again(List.copyOf(messages));
        }
    }

    private static boolean direct(List<PlannedCall> planned, List<CallResult> results) {
        for (int i = 0; i < planned.size(); i++) {
            boolean well = results.get(i).ran() && results.get(i).fault() == null;
            Tool tool = planned.get(i).tool();
            if (!well || tool == null || !tool.definition().returnDirect()) {
                return false;
            }
        }
        return true;
    }

    /** The answer that a result is. */
    private static ChatResponse direct(ChatResponse response, List<CallResult> results) {
        StringBuilder text = new StringBuilder();
        for (CallResult result : results) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(new ChatMessage("tool", result.result().content(), null, null, null, null, null, null, Map.of())
                    .text());
        }
        ChatChoice answered = new ChatChoice(
                ChatMessage.assistant(text.toString()),
                response.finishReason(),
                response.choices().get(0).nativeFinishReason());
        return new ChatResponse(
                response.id(),
                response.model(),
                response.provider(),
                response.created(),
                List.of(answered),
                response.usage(),
                response.cacheStatus(),
                response.extra());
    }

    /** The model's turn as it goes back: unchanged, but for arguments that are no JSON, which providers refuse. */
    private static ChatMessage sendable(ChatMessage turn) {
        if (turn.toolCalls().stream().allMatch(call -> call.error() == null)) {
            return turn;
        }
        List<ToolCall> sent = new ArrayList<>();
        for (ToolCall call : turn.toolCalls()) {
            sent.add(
                    call.error() == null
                            ? call
                            : new ToolCall(
                                    call.id(),
                                    call.type(),
                                    call.name() == null ? "unknown" : call.name(),
                                    "{}",
                                    null,
                                    call.extra()));
        }
        return new ChatMessage(
                turn.role(),
                turn.content(),
                turn.name(),
                turn.toolCallId(),
                sent,
                turn.refusal(),
                turn.reasoning(),
                turn.reasoningDetails(),
                turn.extra());
    }

    // ---- calls that are handed out, and come back

    /** The same answer with the model's turn as it is told here: calls may have other ids. */
    private static ChatResponse with(ChatResponse response, ChatMessage said) {
        ChatChoice first = response.choices().get(0);
        return new ChatResponse(
                response.id(),
                response.model(),
                response.provider(),
                response.created(),
                List.of(new ChatChoice(said, first.finishReason(), first.nativeFinishReason())),
                response.usage(),
                response.cacheStatus(),
                response.extra());
    }

    private HeldTurn held(ChatResponse response, List<TurnCheck.Checked> checked) {
        List<HeldCall> held = new ArrayList<>(checked.size());
        for (TurnCheck.Checked one : checked) {
            PlannedCall call = one.call();
            held.add(new HeldCall(call.call(), call.arguments(), call.told(), one.waits()));
        }
        return new HeldTurn(
                response,
                List.copyOf(held),
                List.copyOf(messages),
                turns,
                rounds,
                calls,
                cost,
                tokens,
                Duration.ofNanos(System.nanoTime() - since),
                repeated.seen(),
                withheld(),
                offered.keySet(),
                headers);
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
        restore(held);
        guarded(next, () -> {
            List<PlannedCall> planned = new ArrayList<>(held.calls().size());
            held.calls()
                    .forEach(call ->
                            planned.add(back(call, answers.get(call.call().id()))));
            checked(gate.decided(), planned, next, checked -> {
                HeldRefusals.unlessFirst(first, loop());
                run(
                        held.response(),
                        checked.stream().map(TurnCheck.Checked::call).toList(),
                        next);
            });
        });
    }

    private void restore(HeldTurn held) {
        messages.addAll(held.messages());
        for (ChatMessage message : held.messages()) {
            if (message.toolCalls() != null) {
                ids.add(message.toolCalls().stream().map(ToolCall::id).toList());
            }
        }
        turns = held.turns();
        rounds = held.rounds();
        calls = held.made();
        cost = held.cost();
        tokens = held.tokens();
        since -= held.used().toNanos();
        repeated.restore(held.seen(), held.blocked());
    }

    private PlannedCall back(HeldCall held, HeldAnswer answer) {
        ToolCall call = held.call();
        if (held.told() != null) {
            return PlannedCall.tell(call, held.told());
        }
        if (!held.waits()) {
            return again(call, held.arguments());
        }
        return switch (answer.kind()) {
            case allow -> again(call, held.arguments());
            case deny -> TurnCheck.denied(PlannedCall.tell(call, ""), answer.text());
            case change -> changed(call, answer.arguments());
            case result -> PlannedCall.given(call, offered.get(call.name()), answer.text());
        };
    }

    private PlannedCall again(ToolCall call, ObjectNode arguments) {
        Tool tool = offered.get(call.name());
        if (tool == null) {
            return unknown(call);
        }
        List<Violation> violations = tool.definition().violations(arguments);
        return violations.isEmpty() ? PlannedCall.run(call, tool, arguments) : invalid(call, violations);
    }

    /** Whoever changed arguments is there to be told. */
    private PlannedCall changed(ToolCall call, ObjectNode arguments) {
        Tool tool = offered.get(call.name());
        if (tool == null) {
            return unknown(call);
        }
        List<Violation> violations = tool.definition().violations(arguments);
        if (violations.isEmpty()) {
            return PlannedCall.run(call, tool, arguments);
        }
        throw HeldRefusals.notValid(shown(call.id()), violations.get(0), loop());
    }

    // ---- what becomes of one call

    private PlannedCall plan(ToolCall call) {
        Tool tool = call.name() == null ? null : offered.get(call.name());
        if (tool == null) {
            return unknown(call);
        }
        ObjectNode arguments = call.error() == null ? Arguments.read(call.arguments()) : null;
        if (arguments == null) {
            String why = call.error() == null ? "the arguments are not a JSON object" : call.error();
            return refused(
                    settings.invalidFails(),
                    "tool_arguments_invalid",
                    call,
                    "The tool was not run: " + why + ".",
                    ", and " + why);
        }
        List<Violation> violations = tool.definition().violations(arguments);
        if (!violations.isEmpty()) {
            return invalid(call, violations);
        }
        return switch (repeated.next(call.name(), arguments)) {
            case run -> PlannedCall.run(call, tool, arguments);
            case tell ->
                PlannedCall.tell(
                        call,
                        "The tool was not run: it was called " + settings.maxRepeats()
                                + " times with the same arguments before, and its results stand above. Use them.");
            case block ->
                PlannedCall.tell(
                        call,
                        "The tool was not run, and cannot be called any more: it was called with the same"
                                + " arguments again and again. Answer with what is known.");
            case stop ->
                throw limit(
                        "tool_call_repeated",
                        "the model called the tool " + shown(call.name())
                                + " with the same arguments again and again (option maxRepeatedToolCalls)");
        };
    }

    private PlannedCall unknown(ToolCall call) {
        return refused(
                settings.unknownFails(),
                "tool_unknown",
                call,
                "There is no tool " + shown(call.name()) + ". The tools are: " + names() + ".",
                ", which was not offered");
    }

    private PlannedCall invalid(ToolCall call, List<Violation> violations) {
        // where it is wrong is told by names that the model may have made up
        Violation first = violations.get(0);
        return refused(
                settings.invalidFails(),
                "tool_arguments_invalid",
                call,
                complaint(violations),
                " with arguments that are not valid: " + first.keyword() + " " + first.expected());
    }

    /**
     * @param sentence what the model is told
     * @param why what the exchange is told, behind the name of the tool
     */
    private PlannedCall refused(boolean fails, String type, ToolCall call, String sentence, String why) {
        if (fails) {
            throw fault(type, "the model called the tool " + shown(call.name()) + why, null);
        }
        return PlannedCall.tell(call, sentence);
    }

    private static String complaint(List<Violation> violations) {
        StringBuilder text = new StringBuilder("The tool was not run: its arguments are not valid. What is wrong:");
        violations.forEach(violation -> text.append("\n- ").append(violation));
        return text.toString();
    }

    private String names() {
        Set<String> withheld = repeated.blocked();
        return String.join(
                ", ",
                offered.keySet().stream()
                        .filter(name -> !withheld.contains(name))
                        .limit(NAMES)
                        .toList());
    }

    /** A name that a model made up, as it may stand in a message. */
    static String shown(String name) {
        if (name == null) {
            return "without a name";
        }
        String safe = name.replaceAll("[^A-Za-z0-9_.:-]", "?");
        return safe.length() <= LONGEST_NAME ? safe : safe.substring(0, LONGEST_NAME) + "...";
    }

    // ---- limits

    /** Before tools run: once a limit is met, nothing more is done. */
    private void within() {
        if (turns > settings.maxRounds()) {
            throw limit(
                    "tool_rounds_exceeded",
                    "the model asked for tools more often than the option maxToolRounds" + " allows ("
                            + settings.maxRounds() + ")");
        }
        if (settings.maxCost() != null && (cost == null || cost.compareTo(settings.maxCost()) >= 0)) {
            throw limit(
                    "tool_cost_exceeded",
                    cost == null
                            ? "the service did not say what a round cost, so the option maxToolCost cannot be kept"
                            : "the rounds cost as much as the option maxToolCost allows ("
                                    + settings.maxCost().toPlainString() + " US dollars)");
        }
        if (settings.maxTokens() != null && (tokens == null || tokens >= settings.maxTokens())) {
            throw limit(
                    "tool_tokens_exceeded",
                    tokens == null
                            ? "the service did not say what a round used, so the option maxToolTokens cannot be kept"
                            : "the rounds used as many tokens as the option maxToolTokens allows ("
                                    + settings.maxTokens() + ")");
        }
        Duration left = timeLeft();
        if (left != null && (left.isNegative() || left.isZero())) {
            throw limit(
                    "tool_time_exceeded",
                    "the rounds took as long as the option maxToolTime allows ("
                            + settings.maxTime().toMillis() + " ms)");
        }
    }

    private ToolLoopException limit(String type, String why) {
        return fault(type, why, null);
    }

    private ToolLoopException fault(String type, String why, Throwable cause) {
        return new ToolLoopException(
                ErrorDetails.of("OpenRouter: " + why, Outcome.PARTIAL).withErrorType(type), cause, loop());
    }

    private ToolLoopException stopped() {
        return fault("cancelled", "the call was ended while tools ran", null);
    }

    private ToolLoopException broken(Throwable cause) {
        return fault(
                "internal",
                "the calls of tools were ended by a fault on this side ("
                        + cause.getClass().getSimpleName() + ")",
                cause);
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
