package io.github.camelopenrouter.internal.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.Violation;

/** Says of each call that a model asks for whether its tool runs, or what the model is told instead. Not thread-safe. */
final class CallPlanner {
    private static final int LONGEST_NAME = 64;
    private static final int NAMES = 20;

    private final Map<String, Tool> offered;
    private final ToolSettings settings;
    private final RepeatedCalls repeated;
    private final LoopTotals totals;

    CallPlanner(Map<String, Tool> offered, ToolSettings settings, RepeatedCalls repeated, LoopTotals totals) {
        this.offered = offered;
        this.settings = settings;
        this.repeated = repeated;
        this.totals = totals;
    }

    /**
     * What is to be done about the calls of one turn.
     *
     * @throws io.github.camelopenrouter.error.ToolLoopException where the options say that it is to fail
     */
    List<PlannedCall> plan(List<ToolCall> asked) {
        List<PlannedCall> planned = new ArrayList<>(asked.size());
        repeated.nextTurn();
        asked.forEach(call -> planned.add(plan(call)));
        return planned;
    }

    /** What is to be done about a call that comes back. */
    PlannedCall back(HeldCall held, HeldAnswer answer) {
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
        throw HeldRefusals.notValid(shown(call.id()), violations.get(0), totals.loop());
    }

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
                throw totals.fault(
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
            throw totals.fault(type, "the model called the tool " + shown(call.name()) + why);
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
}
