package io.github.camelopenrouter.model;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Calls of tools that wait for somebody outside, and all that is needed to go on: as the body of a message to an endpoint with the
 * same options, perhaps on another node, it goes on with the conversation. First each call gets its decision, or its result where
 * {@link #wantsResults()} says so. Immutable, thread-safe: each method that decides returns a changed copy.
 *
 * <p>It is signed. What was changed in it, but for the decisions, is refused. Whoever can send it back decides: keep the way back as
 * safe as the decision needs it. It holds the whole conversation; {@link #toString()} shows nothing of that.
 */
public final class PendingToolCalls {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String DECISIONS = "decisions";

    private final ObjectNode json;
    private final List<PendingToolCall> calls;
    private final Instant expires;

    private PendingToolCalls(ObjectNode json) {
        this.json = json;
        JsonNode waiting = json.path("calls");
        boolean whole = json.path("id").isTextual()
                && json.path("signature").isTextual()
                && waiting.isArray()
                && !waiting.isEmpty();
        List<PendingToolCall> read = new ArrayList<>();
        for (JsonNode call : waiting) {
            whole &= call.path("id").isTextual()
                    && call.path("name").isTextual()
                    && call.path("hash").isTextual()
                    && call.path("arguments").isObject();
            if (whole) {
                read.add(new PendingToolCall(
                        call.path("id").textValue(),
                        call.path("name").textValue(),
                        Collections.unmodifiableMap(
                                JSON.convertValue(call.get("arguments"), new TypeReference<Map<String, Object>>() {})),
                        call.path("hash").textValue()));
            }
        }
        Instant until = null;
        try {
            until = Instant.parse(json.path("expires").asText());
        } catch (DateTimeParseException e) {
            whole = false;
        }
        if (!whole) {
            throw new IllegalArgumentException(
                    "This is not the JSON of calls that wait: it has no id, expires, signature, or calls with id, name,"
                            + " arguments and hash");
        }
        this.calls = List.copyOf(read);
        this.expires = until;
    }

    /**
     * What {@link #toJson()} made, decisions that were added included.
     *
     * @throws IllegalArgumentException where it is something else; whether the signature is right is looked at where it is used
     */
    public static PendingToolCalls of(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            // its message may quote the text
            throw new IllegalArgumentException("This is not the JSON of calls that wait: it is not valid JSON");
        }
    }

    /**
     * The same as a tree, which belongs to what is returned.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static PendingToolCalls of(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new IllegalArgumentException("This is not the JSON of calls that wait: it is not a JSON object");
        }
        return new PendingToolCalls(object);
    }

    /** Names it, for the service that made it and for nobody else; what was approved under one id runs once. */
    public String id() {
        return json.path("id").textValue();
    }

    /** Until when it may come back. */
    public Instant expires() {
        return expires;
    }

    /** Whether each call needs its result, as the tools are run outside; else it needs a decision. */
    public boolean wantsResults() {
        return "results".equals(json.path("wants").asText());
    }

    /** The calls that wait, in the order in which the model asked for them; never empty. Others of the same turn are not among them. */
    public List<PendingToolCall> calls() {
        return calls;
    }

    // ---- decisions

    /** The call may run as it is. */
    public PendingToolCalls allow(String callId) {
        PendingToolCall call = call(callId);
        return decided(callId, "allow", decision -> decision.put("hash", call.hash()));
    }

    /** All calls may run as they are that have no decision yet. */
    public PendingToolCalls allowAll() {
        PendingToolCalls all = this;
        for (PendingToolCall call : calls) {
            all = isDecided(call.id()) ? all : all.allow(call.id());
        }
        return all;
    }

    /** @param reason what the model is told; null for no more than that it was not approved */
    public PendingToolCalls deny(String callId, String reason) {
        return decided(callId, "deny", decision -> {
            if (reason != null) {
                decision.put("reason", reason);
            }
        });
    }

    /** All calls are denied that have no decision yet. */
    public PendingToolCalls denyAll(String reason) {
        PendingToolCalls all = this;
        for (PendingToolCall call : calls) {
            all = isDecided(call.id()) ? all : all.deny(call.id(), reason);
        }
        return all;
    }

    /** The call may run with other arguments, which are checked by the tool's schema where it goes on. */
    public PendingToolCalls change(String callId, Map<String, Object> arguments) {
        return decided(callId, "change", decision -> decision.set("arguments", JSON.valueToTree(arguments)));
    }

    /** What came of the call where tools are run outside, as the model is to be told. */
    public PendingToolCalls withResult(String callId, String result) {
        return decided(callId, "result", decision -> decision.put("result", result == null ? "" : result));
    }

    /** Whether a call has its decision or its result. */
    public boolean isDecided(String callId) {
        return json.path(DECISIONS).has(callId);
    }

    private PendingToolCall call(String callId) {
        return calls.stream()
                .filter(call -> call.id().equals(callId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("None of the calls that wait has this id"));
    }

    private PendingToolCalls decided(String callId, String what, Consumer<ObjectNode> facts) {
        call(callId);
        // all but the decisions is shared: it is never changed
        ObjectNode copy = JSON.createObjectNode();
        copy.setAll(json);
        ObjectNode decisions = copy.putObject(DECISIONS);
        if (json.path(DECISIONS) instanceof ObjectNode before) {
            decisions.setAll(before);
        }
        ObjectNode decision = decisions.putObject(callId).put("decision", what);
        facts.accept(decision);
        return new PendingToolCalls(copy);
    }

    // ---- as text

    /**
     * All of it as JSON text, for a queue or a store. Whoever reads it sees the conversation. In JSON a decision is a member of {@code
     * decisions}, named by the id of the call: {@code {"decision":"allow","hash":"..."}} with the hash of the call, {@code
     * {"decision":"deny","reason":"..."}}, {@code {"decision":"change","arguments":{...}}} or {@code
     * {"decision":"result","result":"..."}}.
     *
     * @throws IllegalStateException where it can be used in this process only, as no option toolApprovalSecret is set
     */
    public String toJson() {
        if ("process".equals(json.path("key").asText())) {
            throw new IllegalStateException(
                    "Calls of tools that wait cannot leave this process unless the option toolApprovalSecret is set: they"
                            + " are signed with it");
        }
        return json.toString();
    }

    /** The same as a tree. What is changed in it makes its signature wrong. */
    public JsonNode json() {
        return json;
    }

    /** Shows nothing of the conversation and the arguments. */
    @Override
    public String toString() {
        return "PendingToolCalls[" + calls.size() + (calls.size() == 1 ? " call, " : " calls, ") + "expires " + expires
                + "]";
    }
}
