package io.github.camelopenrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.FunctionCall.Oddity;
import io.github.camelopenrouter.simulator.service.Hash;

/** The documents of a scripted turn. */
final class ScriptedTurn {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int SUFFIX = 16;
    private static final String ARGUMENTS = "arguments";
    private static final String DETAILS = "reasoning_details";

    private final AssistantTurn turn;
    private final String suffix;

    ScriptedTurn(AssistantTurn turn) {
        this.turn = turn;
        StringBuilder all = new StringBuilder().append(turn.text()).append(turn.reasoningDetails());
        turn.calls().forEach(call -> all.append(call.name()).append(call.arguments()));
        this.suffix = Hash.of(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, SUFFIX);
    }

    /** @throws IllegalArgumentException if the text is not JSON */
    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this must be JSON: " + text, e);
        }
    }

    String id() {
        return turn.facts().id() == null
                ? "gen-" + ScriptedAnswer.CREATED + "-" + suffix
                : turn.facts().id();
    }

    /** The ids of the calls, in their order; null for one that has none. */
    List<String> callIds() {
        List<String> ids = new ArrayList<>();
        for (FunctionCall call : turn.calls()) {
            String made = "call_" + suffix + "_" + (ids.size() + 1);
            ids.add(call.is(Oddity.NO_ID) ? null : call.id() == null ? made : call.id());
        }
        return ids;
    }

    String completion() {
        ObjectNode json = opening("chat.completion").putNull("system_fingerprint");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        finish(choice);
        ObjectNode message = choice.putNull("logprobs").putObject("message").put("role", "assistant");
        message.put("content", turn.text()).putNull("refusal");
        if (!turn.reasoningDetails().isEmpty()) {
            message.put("reasoning", thoughts()).set(DETAILS, turn.reasoningDetails());
        }
        ArrayNode calls = JSON.arrayNode();
        for (int i = 0; i < turn.calls().size(); i++) {
            FunctionCall call = turn.calls().get(i);
            ObjectNode written = head(call, i);
            putArguments(written, call, call.arguments() == null ? null : call.arguments() + call.trailing());
            calls.add(written);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        json.set("usage", usage());
        return json.toString();
    }

    String[] events(int size) {
        List<ObjectNode> chunks = new ArrayList<>();
        for (JsonNode detail : turn.reasoningDetails()) {
            addReasoning(chunks, (ObjectNode) detail, size);
        }
        if (turn.text() != null) {
            for (String piece : ScriptedAnswer.pieces(turn.text(), size)) {
                chunks.add(chunk(delta().put("content", piece)));
            }
        }
        List<List<ObjectNode>> calls = new ArrayList<>();
        for (int i = 0; i < turn.calls().size(); i++) {
            calls.add(pieces(turn.calls().get(i), i, size));
        }
        ordered(calls).forEach(piece -> {
            ObjectNode delta = delta().putNull("content");
            delta.putArray("tool_calls").add(piece);
            chunks.add(chunk(delta));
        });
        chunks.add(last());
        ObjectNode end = last();
        end.set("usage", usage());
        chunks.add(end);
        List<String> events =
                new ArrayList<>(chunks.stream().map(ScriptedAnswer::event).toList());
        events.add(ScriptedAnswer.DONE);
        return events.toArray(String[]::new);
    }

    private List<ObjectNode> ordered(List<List<ObjectNode>> calls) {
        List<ObjectNode> ordered = new ArrayList<>();
        if (!turn.ending().interleaved()) {
            calls.forEach(ordered::addAll);
            return ordered;
        }
        int longest = calls.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<ObjectNode> call : calls) {
                if (i < call.size()) {
                    ordered.add(call.get(i));
                }
            }
        }
        return ordered;
    }

    /** What providers send of a call: its head with empty arguments, and the arguments in pieces. */
    private List<ObjectNode> pieces(FunctionCall call, int place, int size) {
        List<ObjectNode> pieces = new ArrayList<>();
        ObjectNode head = head(call, place);
        pieces.add(head);
        boolean whole = call.is(Oddity.ONE_DELTA) || call.is(Oddity.OBJECT) || call.arguments() == null;
        putArguments(head, call, whole ? call.arguments() : "");
        if (!whole && !call.is(Oddity.NO_ARGUMENTS)) {
            for (String text : ScriptedAnswer.pieces(call.arguments(), size)) {
                pieces.add(further(call, place, text));
            }
        }
        if (!call.trailing().isEmpty()) {
            pieces.add(further(call, place, call.trailing()));
        }
        if (call.is(Oddity.NAME_LATE)) {
            function(head).remove("name");
            function(pieces.get(pieces.size() - 1)).put("name", call.name());
        }
        return pieces;
    }

    private ObjectNode further(FunctionCall call, int place, String text) {
        ObjectNode piece = index(call, place);
        ObjectNode function = piece.putObject("function");
        if (call.is(Oddity.NAME_REPEATED)) {
            function.put("name", call.name());
        }
        function.put(ARGUMENTS, text);
        return piece;
    }

    private ObjectNode head(FunctionCall call, int place) {
        ObjectNode head = index(call, place);
        String id = callIds().get(place);
        if (id != null) {
            head.put("id", id);
        }
        if (!call.is(Oddity.NO_TYPE)) {
            head.put("type", "function");
        }
        head.putObject("function").put("name", call.name());
        return head;
    }

    private static ObjectNode index(FunctionCall call, int place) {
        ObjectNode piece = JSON.objectNode();
        return call.is(Oddity.NO_INDEX) ? piece : piece.put("index", call.index() == null ? place : call.index());
    }

    private static void putArguments(ObjectNode written, FunctionCall call, String arguments) {
        if (call.is(Oddity.OBJECT)) {
            function(written).set(ARGUMENTS, json(call.arguments()));
        } else if (!call.is(Oddity.NO_ARGUMENTS)) {
            function(written).put(ARGUMENTS, arguments);
        }
    }

    private static ObjectNode function(ObjectNode piece) {
        return (ObjectNode) piece.path("function");
    }

    /** A text in pieces, and what proves it in the last one. */
    private void addReasoning(List<ObjectNode> chunks, ObjectNode detail, int size) {
        String text = detail.path("text").asText();
        ObjectNode proof = detail.deepCopy();
        for (String piece : ScriptedAnswer.pieces(text, size)) {
            proof.remove("text");
            ObjectNode part = detail.deepCopy().put("text", piece);
            part.remove("signature");
            chunks.add(chunk(reasoning(piece, part)));
        }
        if (text.isEmpty() || proof.has("signature")) {
            chunks.add(chunk(reasoning(null, proof)));
        }
    }

    private static ObjectNode reasoning(String text, ObjectNode detail) {
        ObjectNode delta = delta().put("content", "");
        if (text != null) {
            delta.put("reasoning", text);
        }
        delta.putArray(DETAILS).add(detail);
        return delta;
    }

    private String thoughts() {
        StringBuilder thoughts = new StringBuilder();
        turn.reasoningDetails()
                .forEach(detail -> thoughts.append(detail.path("text").asText()));
        return thoughts.isEmpty() ? null : thoughts.toString();
    }

    private ObjectNode last() {
        ObjectNode last = chunk(delta().put("content", ""));
        finish((ObjectNode) last.path("choices").path(0));
        return last;
    }

    private void finish(ObjectNode choice) {
        choice.put("finish_reason", turn.ending().finishReason());
        choice.put("native_finish_reason", turn.ending().nativeFinishReason());
    }

    private ObjectNode chunk(ObjectNode delta) {
        ObjectNode json = opening("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason").putNull("native_finish_reason").putNull("logprobs");
        return json;
    }

    private static ObjectNode delta() {
        return JSON.objectNode().put("role", "assistant");
    }

    private ObjectNode opening(String object) {
        ObjectNode json = JSON.objectNode().put("id", id()).put("object", object);
        json.put("created", ScriptedAnswer.CREATED).put("model", turn.facts().model());
        return json.put("provider", turn.facts().provider());
    }

    private ObjectNode usage() {
        AssistantTurn.Facts facts = turn.facts();
        ObjectNode usage = JSON.objectNode().put("prompt_tokens", facts.promptTokens());
        usage.put("completion_tokens", facts.completionTokens());
        usage.put("total_tokens", facts.promptTokens() + facts.completionTokens());
        return usage.put("cost", facts.cost()).put("is_byok", false);
    }
}
