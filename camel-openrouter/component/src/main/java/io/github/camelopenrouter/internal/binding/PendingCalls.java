package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterToolExecution;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.tool.Arguments;
import io.github.camelopenrouter.internal.tool.HeldAnswer;
import io.github.camelopenrouter.internal.tool.HeldCall;
import io.github.camelopenrouter.internal.tool.HeldTurn;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.MessageJson;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.PendingToolCall;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.model.ToolCall;

/**
 * How a turn of a model leaves as calls that wait, and comes back: whole, signed, for one endpoint, for a time. Of one endpoint;
 * thread-safe.
 */
public final class PendingCalls {
    static final String DECISIONS = "decisions";

    private static final int SHORTEST_SECRET = 32;

    /**
     * A turn that came back, and is what left here or on another node.
     *
     * @param id under which it runs once
     * @param request what is gone on with
     * @param turn what was reached
     * @param answers what is said about each call that waited, by its id
     * @param before how many requests came before
     * @param repairs how many answers were sent back
     * @param results whether the calls were run outside
     */
    public record Back(
            String id,
            CallBinding.Again request,
            HeldTurn turn,
            Map<String, HeldAnswer> answers,
            int before,
            int repairs,
            boolean results) {
        /** Says nothing of what was said. */
        @Override
        public String toString() {
            return "Back[" + id + "]";
        }
    }

    private final PendingSignature signature;
    private final boolean ofProcess;
    private final boolean results;
    private final Duration expiry;
    private final String endpoint;

    /**
     * @param ofProcess signs where the options have no secret
     * @throws IllegalArgumentException where an option is bad; the message names it
     */
    public PendingCalls(OpenRouterConfiguration options, byte[] ofProcess) {
        String secret = options.getToolApprovalSecret();
        if (secret != null && secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("The option toolApprovalSecret must have at least " + SHORTEST_SECRET
                    + " characters, such as 32 random bytes in hexadecimal digits");
        }
        this.ofProcess = secret == null;
        this.signature = new PendingSignature(secret == null ? ofProcess : secret.getBytes(StandardCharsets.UTF_8));
        this.results = options.getToolExecution() == OpenRouterToolExecution.manual;
        this.expiry = Duration.ofMillis(options.getToolApprovalExpiry());
        this.endpoint = Fingerprint.hex(String.valueOf(options.getTools()).replaceAll("\\s", ""));
    }

    // ---- out

    /**
     * @param id names it; the same wherever the same turn is handed out again
     * @param added how many of the request's last messages are new in a conversation; 0 where it stands alone
     * @param definitions tools of this side that the request has, which are looked up anew when it comes back
     */
    public PendingToolCalls out(
            String id,
            ChatRequest request,
            List<JsonNode> definitions,
            HeldTurn turn,
            int added,
            int before,
            int repairs) {
        ObjectNode json = JsonMembers.JSON.createObjectNode();
        json.put("version", 1);
        json.put("id", id);
        json.put("wants", results ? "results" : "decisions");
        json.put("expires", Instant.now().plus(expiry).toString());
        json.put("key", ofProcess ? "process" : "secret");
        ArrayNode waiting = json.putArray("calls");
        for (HeldCall held : turn.calls()) {
            if (held.waits()) {
                ToolCall call = held.call();
                ObjectNode one = waiting.addObject();
                one.put("id", call.id());
                one.put("name", call.name());
                one.set("arguments", held.arguments());
                one.put("hash", Arguments.hash(call.name(), call.id(), held.arguments()));
            }
        }
        ObjectNode state = json.putObject("state");
        state.put("endpoint", endpoint);
        state.put("added", added);
        state.put("before", before);
        state.put("repairs", repairs);
        Map<String, Object> members = new TreeMap<>(request.members());
        members.remove("stream");
        FunctionTools.remove(members, definitions);
        state.set("request", MessageJson.write(members));
        state.set(
                "messages",
                MessageJson.write(Map.of("messages", turn.messages())).get("messages"));
        state.set("response", tree(AnswerJson.write(turn.response())));
        ArrayNode calls = state.putArray("calls");
        for (HeldCall held : turn.calls()) {
            ObjectNode one = calls.addObject();
            if (held.told() != null) {
                one.put("told", held.told());
            } else if (held.waits()) {
                one.put("waits", true);
            } else {
                one.set("arguments", held.arguments());
            }
        }
        totals(state, turn);
        signature.sign(json);
        return PendingToolCalls.of(json);
    }

    private static void totals(ObjectNode state, HeldTurn turn) {
        state.put("turns", turn.turns());
        state.put("rounds", turn.rounds());
        state.put("made", turn.made());
        state.put("cost", turn.cost() == null ? null : turn.cost().toString());
        state.put("tokens", turn.tokens());
        state.put("millis", turn.used().toMillis());
        ObjectNode seen = state.putObject("seen");
        new TreeMap<>(turn.seen()).forEach(seen::put);
        ArrayNode blocked = state.putArray("blocked");
        turn.blocked().forEach(blocked::add);
        ArrayNode offered = state.putArray("offered");
        turn.offered().forEach(offered::add);
        ObjectNode headers = state.putObject("headers");
        turn.headers().forEach((name, value) -> {
            if (value instanceof CharSequence text) {
                headers.put(name, text.toString());
            } else if (value instanceof Boolean flag) {
                headers.put(name, flag);
            } else if (value instanceof Integer || value instanceof Long) {
                headers.put(name, ((Number) value).longValue());
            } else if (value instanceof BigDecimal decimal) {
                headers.put(name, decimal);
            }
        });
    }

    private static JsonNode tree(String text) {
        try {
            return Json.object(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("an answer was written that is no JSON", e);
        }
    }

    // ---- back

    /**
     * @throws ToolLoopException where it is not what left, or not for this endpoint, or too late, or without its decisions; nothing was
     *     run or sent
     */
    public Back back(PendingToolCalls pending) {
        ObjectNode json = (ObjectNode) pending.json();
        if (ofProcess != "process".equals(json.path("key").asText())) {
            throw refused(
                    "tool_approval_invalid",
                    ofProcess
                            ? "they are signed with a secret, and this endpoint has no option toolApprovalSecret"
                            : "they are signed for one process, by an endpoint without the option toolApprovalSecret");
        }
        if (!signature.isRight(json)) {
            throw refused(
                    "tool_approval_invalid",
                    ofProcess
                            ? "their signature is not right: they were changed, or signed by another process (set the option"
                                    + " toolApprovalSecret where they are to outlive one)"
                            : "their signature is not right: they were changed, or signed with another toolApprovalSecret");
        }
        JsonNode state = json.path("state");
        if (!endpoint.equals(state.path("endpoint").asText())
                || results != pending.wantsResults()
                || json.path("version").asInt() != 1) {
            throw refused(
                    "tool_approval_invalid",
                    "they are of an endpoint with other options tools or toolExecution, or of another version of the"
                            + " component");
        }
        if (Instant.now().isAfter(pending.expires())) {
            throw refused(
                    "tool_approval_expired",
                    "they had to come back until " + pending.expires() + " (toolApprovalExpiry)");
        }
        Map<String, HeldAnswer> answers = answers(pending, json.path(DECISIONS));
        Map<String, Object> request = new LinkedHashMap<>();
        state.path("request").properties().forEach(member -> request.put(member.getKey(), member.getValue()));
        if (request.get("messages") instanceof JsonNode messages) {
            request.put("messages", list(messages));
        }
        return new Back(
                pending.id(),
                new CallBinding.Again(request, state.path("added").asInt()),
                turn(pending, state),
                answers,
                state.path("before").asInt(),
                state.path("repairs").asInt(),
                results);
    }

    private static List<Object> list(JsonNode array) {
        List<Object> list = new ArrayList<>(array.size());
        array.forEach(list::add);
        return list;
    }

    private static HeldTurn turn(PendingToolCalls pending, JsonNode state) {
        Map<String, ObjectNode> waiting = new HashMap<>();
        pending.json()
                .path("calls")
                .forEach(call -> waiting.put(call.path("id").textValue(), copy(call.get("arguments"))));
        ChatResponse response = AnswerJson.read(state.path("response").toString());
        List<HeldCall> calls = new ArrayList<>();
        for (JsonNode call : state.path("calls")) {
            ToolCall asked = response.message().toolCalls().get(calls.size());
            boolean waits = call.path("waits").asBoolean();
            calls.add(new HeldCall(
                    asked,
                    waits ? waiting.get(asked.id()) : copy(call.get("arguments")),
                    call.path("told").textValue(),
                    waits));
        }
        List<ChatMessage> messages = new ArrayList<>();
        state.path("messages").forEach(message -> messages.add(MessageJson.read(message)));
        Map<String, String> seen = new HashMap<>();
        state.path("seen")
                .properties()
                .forEach(call -> seen.put(call.getKey(), call.getValue().asText()));
        Map<String, Object> headers = new HashMap<>();
        state.path("headers")
                .properties()
                .forEach(header ->
                        headers.put(header.getKey(), JsonMembers.JSON.convertValue(header.getValue(), Object.class)));
        return new HeldTurn(
                response,
                calls,
                messages,
                state.path("turns").asInt(),
                state.path("rounds").asInt(),
                state.path("made").asInt(),
                state.path("cost").isTextual()
                        ? new BigDecimal(state.path("cost").textValue())
                        : null,
                state.path("tokens").isNumber() ? (Long) state.path("tokens").longValue() : null,
                Duration.ofMillis(state.path("millis").asLong()),
                seen,
                texts(state.path("blocked")),
                texts(state.path("offered")),
                headers);
    }

    /** A tool may change its arguments, and what was signed must not change. */
    private static ObjectNode copy(JsonNode arguments) {
        return arguments == null ? null : (ObjectNode) arguments.deepCopy();
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static Map<String, HeldAnswer> answers(PendingToolCalls pending, JsonNode decisions) {
        Map<String, HeldAnswer> answers = new HashMap<>();
        for (PendingToolCall call : pending.calls()) {
            answers.put(call.id(), answer(pending.wantsResults(), call, decisions.path(call.id())));
        }
        if (decisions.size() > answers.size() || !decisions.isMissingNode() && !decisions.isObject()) {
            throw refused("tool_approval_invalid", "there is a decision on a call that does not wait");
        }
        return answers;
    }

    private static HeldAnswer answer(boolean results, PendingToolCall call, JsonNode decision) {
        String kind = decision.path("decision").asText();
        boolean known = results
                ? kind.equals("result")
                : List.of("allow", "deny", "change").contains(kind);
        if (!known) {
            throw refused(
                    "tool_approval_invalid",
                    "the call " + call.id() + " of the tool " + call.name() + " has no "
                            + (results ? "result" : "decision: allow, deny or change"));
        }
        switch (kind) {
            case "allow":
                if (!call.hash().equals(decision.path("hash").asText())) {
                    throw refused(
                            "tool_approval_invalid",
                            "the decision to allow the call " + call.id() + " of the tool " + call.name()
                                    + " does not have the call's hash: it is of another call");
                }
                return new HeldAnswer(HeldAnswer.Kind.allow, null, null);
            case "deny":
                return new HeldAnswer(
                        HeldAnswer.Kind.deny, decision.path("reason").textValue(), null);
            case "change":
                if (!(decision.get("arguments") instanceof ObjectNode arguments)) {
                    throw refused(
                            "tool_approval_invalid",
                            "the changed arguments of the call " + call.id() + " are not a JSON object");
                }
                return new HeldAnswer(HeldAnswer.Kind.change, null, arguments.deepCopy());
            default:
                JsonNode result = decision.path("result");
                return new HeldAnswer(
                        HeldAnswer.Kind.result, result.isTextual() ? result.textValue() : result.toString(), null);
        }
    }

    private static ToolLoopException refused(String type, String why) {
        return new ToolLoopException(
                ErrorDetails.notSent(
                        "OpenRouter: calls of tools that came back are refused, as " + why
                                + ". Nothing was run, and nothing was sent",
                        type),
                null,
                null);
    }
}
