package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * One turn of a model in a scripted conversation with tools: its text, its calls, its reasoning and what it costs.
 *
 * <pre>{@code
 * simulator.enqueue(
 *         AssistantTurn.calls(FunctionCall.of("weather", "{\"city\":\"Berlin\"}")).cost("0.0002").streamed(7),
 *         AssistantTurn.says("It rains in Berlin.").cost("0.0003").streamed(7));
 * }</pre>
 *
 * <p>From the first turn with calls on, until {@link OpenRouterSimulator#reset}, the simulator checks each request before
 * a script answers it, as a provider does: each call has one result right behind it, and reasoning that is signed has come
 * back unchanged. Otherwise it answers 400 and keeps the script for the next request. The {@link #cost} is on the bill once
 * the script of the answer has come to its end; an answer that broke before is not.
 *
 * <p>Every method returns a new turn and leaves this one as it was. No argument may be null unless it says so.
 */
public final class AssistantTurn {

    private final Facts facts;
    private final List<FunctionCall> calls;
    private final String text;
    private final ArrayNode reasoningDetails;
    private final Ending ending;

    /** What an answer tells besides its message; ids of generations are null where the turn makes them. */
    record Facts(String id, String model, String provider, int promptTokens, int completionTokens, BigDecimal cost) {}

    /** How an answer ends, and how its calls are streamed. */
    record Ending(String finishReason, String nativeFinishReason, boolean interleaved) {}

    private AssistantTurn(
            Facts facts, List<FunctionCall> calls, String text, ArrayNode reasoningDetails, Ending ending) {
        this.facts = facts;
        this.calls = List.copyOf(calls);
        this.text = text;
        this.reasoningDetails = reasoningDetails;
        this.ending = ending;
    }

    /** A turn that calls these functions, and says nothing. */
    public static AssistantTurn calls(FunctionCall... calls) {
        return of(List.of(calls), null, "tool_calls");
    }

    /** A turn that says this, and calls nothing. */
    public static AssistantTurn says(String text) {
        return of(List.of(), Objects.requireNonNull(text, "text"), "stop");
    }

    private static AssistantTurn of(List<FunctionCall> calls, String text, String reason) {
        return new AssistantTurn(
                new Facts(null, "openai/gpt-4o-mini", "OpenAI", 1, 1, BigDecimal.ZERO),
                calls,
                text,
                JsonNodeFactory.instance.arrayNode(),
                new Ending(reason, reason, false));
    }

    /** Says this before it calls. */
    public AssistantTurn saying(String words) {
        return new AssistantTurn(facts, calls, Objects.requireNonNull(words, "words"), reasoningDetails, ending);
    }

    /** Thinks this and signs it, as Anthropic's models do. */
    public AssistantTurn thinking(String thought, String signature) {
        ArrayNode details = JsonNodeFactory.instance.arrayNode();
        details.addObject()
                .put("type", "reasoning.text")
                .put("text", Objects.requireNonNull(thought, "thought"))
                .put("signature", Objects.requireNonNull(signature, "signature"))
                .put("format", "anthropic-claude-v1")
                .put("index", 0);
        return new AssistantTurn(facts, calls, text, details, ending);
    }

    /**
     * Has a signature of its thoughts, which are not told, as Google's models have.
     *
     * @param id of the detail, such as the id of a call
     */
    public AssistantTurn thoughtSignature(String id, String data) {
        ArrayNode details = reasoningDetails.deepCopy();
        details.addObject()
                .put("type", "reasoning.encrypted")
                .put("data", Objects.requireNonNull(data, "data"))
                .put("id", Objects.requireNonNull(id, "id"))
                .put("format", "google-gemini-v1")
                .put("index", reasoningDetails.size());
        return new AssistantTurn(facts, calls, text, details, ending);
    }

    /**
     * Has these {@code reasoning_details}.
     *
     * @throws IllegalArgumentException if it is not a JSON array
     */
    public AssistantTurn reasoningDetails(String json) {
        if (ScriptedTurn.json(json) instanceof ArrayNode details) {
            return new AssistantTurn(facts, calls, text, details, ending);
        }
        throw new IllegalArgumentException("reasoningDetails must be a JSON array: " + json);
    }

    /** Ends with that reason, which may be empty; null for JSON's null. */
    public AssistantTurn finishReason(String reason) {
        return new AssistantTurn(
                facts, calls, text, reasoningDetails, new Ending(reason, reason, ending.interleaved()));
    }

    /** Ends with that reason in the words of the provider, such as {@code MALFORMED_FUNCTION_CALL}; may be null. */
    public AssistantTurn nativeFinishReason(String reason) {
        return new AssistantTurn(
                facts, calls, text, reasoningDetails, new Ending(ending.finishReason(), reason, ending.interleaved()));
    }

    /**
     * Ends with {@code length} in the middle of the arguments of its last call.
     *
     * @throws IllegalArgumentException if there is no call with arguments
     */
    public AssistantTurn truncated() {
        if (calls.isEmpty() || calls.get(calls.size() - 1).arguments() == null) {
            throw new IllegalArgumentException("only a turn whose last call has arguments can be truncated");
        }
        FunctionCall last = calls.get(calls.size() - 1);
        List<FunctionCall> cut = new ArrayList<>(calls);
        cut.set(
                calls.size() - 1,
                last.arguments(last.arguments().substring(0, last.arguments().length() / 2)));
        return new AssistantTurn(facts, cut, text, reasoningDetails, ending).finishReason("length");
    }

    /** Streams the pieces of its calls in turn, instead of one call after the other. */
    public AssistantTurn interleaved() {
        return new AssistantTurn(
                facts,
                calls,
                text,
                reasoningDetails,
                new Ending(ending.finishReason(), ending.nativeFinishReason(), true));
    }

    /** Took that many tokens; one each by default. */
    public AssistantTurn tokens(int prompt, int completion) {
        return with(new Facts(facts.id(), facts.model(), facts.provider(), prompt, completion, facts.cost()));
    }

    /** Costs that many USD, like {@code 0.0002}; nothing by default. */
    public AssistantTurn cost(String usd) {
        return with(new Facts(
                facts.id(),
                facts.model(),
                facts.provider(),
                facts.promptTokens(),
                facts.completionTokens(),
                new BigDecimal(usd)));
    }

    /** Is that generation. Without this, the id follows from the turn: equal turns have equal ids. */
    public AssistantTurn id(String generation) {
        return with(new Facts(
                Objects.requireNonNull(generation, "generation"),
                facts.model(),
                facts.provider(),
                facts.promptTokens(),
                facts.completionTokens(),
                facts.cost()));
    }

    /** Was answered by that model at that provider. */
    public AssistantTurn by(String model, String provider) {
        return with(new Facts(
                facts.id(),
                Objects.requireNonNull(model, "model"),
                Objects.requireNonNull(provider, "provider"),
                facts.promptTokens(),
                facts.completionTokens(),
                facts.cost()));
    }

    /** The answer in one piece. */
    public Reply completion() {
        return Reply.json(new ScriptedTurn(this).completion()).of(this);
    }

    /**
     * The answer as an event stream, with texts and arguments in pieces of that many characters.
     *
     * @throws IllegalArgumentException if {@code size} is less than 1
     */
    public Reply streamed(int size) {
        return Reply.sse(new ScriptedTurn(this).events(size)).of(this);
    }

    Facts facts() {
        return facts;
    }

    List<FunctionCall> calls() {
        return calls;
    }

    /** Null for none. */
    String text() {
        return text;
    }

    ArrayNode reasoningDetails() {
        return reasoningDetails;
    }

    Ending ending() {
        return ending;
    }

    private AssistantTurn with(Facts others) {
        return new AssistantTurn(others, calls, text, reasoningDetails, ending);
    }
}
