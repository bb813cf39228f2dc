package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@ExtendWith(OpenRouterSimulatorExtension.class)
class AssistantTurnTest {

    private static final String BERLIN = "{\"city\":\"Berlin\"}";
    private static final FunctionCall WEATHER =
            FunctionCall.of("weather", BERLIN).id("call_1");

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    AssistantTurnTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    static Stream<Arguments> pieces() {
        return Stream.of(
                arguments(
                        "as recorded",
                        WEATHER,
                        List.of(
                                "{'index':0,'id':'call_1','type':'function','function':{'name':'weather','arguments':''}}",
                                "{'index':0,'function':{'arguments':'{\\'city\\':\\''}}",
                                "{'index':0,'function':{'arguments':'Berlin\\'}'}}")),
                arguments(
                        "no index",
                        FunctionCall.of("f", "{}").id("a").withoutIndex(),
                        List.of(
                                "{'id':'a','type':'function','function':{'name':'f','arguments':''}}",
                                "{'function':{'arguments':'{}'}}")),
                arguments(
                        "another's index",
                        FunctionCall.of("f", "{}").id("a").index(7).inOneDelta(),
                        List.of("{'index':7,'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}")),
                arguments(
                        "no id and no type",
                        FunctionCall.of("f", "{}").withoutId().withoutType().inOneDelta(),
                        List.of("{'index':0,'function':{'name':'f','arguments':'{}'}}")),
                arguments(
                        "an empty id and no arguments",
                        FunctionCall.of("f", "").id("").withoutArguments(),
                        List.of("{'index':0,'id':'','type':'function','function':{'name':'f'}}")),
                arguments(
                        "empty arguments",
                        FunctionCall.of("f", "").id("a"),
                        List.of("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}")),
                arguments(
                        "arguments that are null",
                        FunctionCall.of("f", null).id("a"),
                        List.of("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':null}}")),
                arguments(
                        "arguments that are an object",
                        FunctionCall.of("f", "{\"a\":1}").id("a").argumentsAsObject(),
                        List.of("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':{'a':1}}}")),
                arguments(
                        "a trailing blank",
                        FunctionCall.of("f", "{}").id("a").inOneDelta().trailing(" "),
                        List.of(
                                "{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}",
                                "{'index':0,'function':{'arguments':' '}}")),
                arguments(
                        "doubled arguments",
                        FunctionCall.of("f", "{}").id("a").inOneDelta().argumentsDoubled(),
                        List.of("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{}{}'}}")),
                arguments(
                        "a name in each piece",
                        FunctionCall.of("f", "{}").id("a").nameRepeated(),
                        List.of(
                                "{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}",
                                "{'index':0,'function':{'name':'f','arguments':'{}'}}")),
                arguments(
                        "a late name",
                        FunctionCall.of("f", "{}").id("a").nameLate(),
                        List.of(
                                "{'index':0,'id':'a','type':'function','function':{'arguments':''}}",
                                "{'index':0,'function':{'arguments':'{}','name':'f'}}")),
                arguments(
                        "no JSON",
                        FunctionCall.of("f", "{\"a\":").id("a").inOneDelta(),
                        List.of(
                                "{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{\\'a\\':'}}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pieces")
    void a_call_is_streamed_as_it_is_told(String what, FunctionCall call, List<String> expected) throws Exception {
        simulator.enqueue(AssistantTurn.calls(call).streamed(9));
        List<JsonNode> pieces = new ArrayList<>();
        for (String piece : expected) {
            pieces.add(JsonClient.MAPPER.readTree(piece.replace("\\'", "\\\"").replace('\'', '"')));
        }
        assertThat(streamed()).as(what).containsExactlyElementsOf(pieces);
    }

    @Test
    void an_answer_in_one_piece_has_the_same_call() throws Exception {
        simulator.enqueue(AssistantTurn.calls(WEATHER).saying("Let me look.").completion());
        JsonNode choice = JsonClient.json(chat()).at("/choices/0");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").asText()).isEqualTo("Let me look.");
        assertThat(choice.at("/message/tool_calls"))
                .isEqualTo(
                        JsonClient.MAPPER
                                .createArrayNode()
                                .add(
                                        JsonClient.MAPPER.readTree(
                                                "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                                                        + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Berlin\\\"}\"}}")));
    }

    @Test
    void calls_come_one_after_the_other_or_in_turn() throws Exception {
        AssistantTurn turn = AssistantTurn.calls(FunctionCall.of("f", "{}"), FunctionCall.of("g", "{}"));
        simulator.enqueue(turn.streamed(2), turn.interleaved().streamed(2));
        assertThat(streamed()).extracting(piece -> piece.path("index").asInt()).containsExactly(0, 0, 1, 1);
        assertThat(streamed()).extracting(piece -> piece.path("index").asInt()).containsExactly(0, 1, 0, 1);
    }

    @Test
    void a_turn_ends_as_it_is_told() throws Exception {
        AssistantTurn turn = AssistantTurn.calls(WEATHER);
        simulator.enqueue(
                turn.finishReason("stop").streamed(9),
                turn.finishReason("").streamed(9),
                turn.finishReason(null)
                        .nativeFinishReason("MALFORMED_FUNCTION_CALL")
                        .streamed(9),
                turn.truncated().streamed(9));
        assertThat(end().path("finish_reason").asText()).isEqualTo("stop");
        assertThat(end().path("finish_reason").asText("none")).isEmpty();
        JsonNode malformed = end();
        assertThat(malformed.path("finish_reason").isNull()).isTrue();
        assertThat(malformed.path("native_finish_reason").asText()).isEqualTo("MALFORMED_FUNCTION_CALL");
        List<JsonNode> chunks = JsonClient.chunks(chat().body());
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
        assertThat(streamedArguments(chunks)).isEqualTo(BERLIN.substring(0, BERLIN.length() / 2));
    }

    @Test
    void what_a_turn_costs_is_on_the_bill() throws Exception {
        simulator.enqueue(
                AssistantTurn.calls(WEATHER).tokens(20, 8).cost("0.00021").streamed(9),
                AssistantTurn.says("It rains.").cost("0.00010").id("gen-1-end").completion());
        List<JsonNode> chunks = JsonClient.chunks(chat().body());
        JsonNode usage = chunks.get(chunks.size() - 1).path("usage");
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(28);
        assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo("0.00021");
        conversation().ask();
        assertThat(simulator.billed()).isEqualByComparingTo("0.00031");
        assertThat(simulator.billedByKey()).containsEntry(BilledGeneration.keyHash("key"), new BigDecimal("0.00031"));
        assertThat(simulator.billedGenerations())
                .extracting(BilledGeneration::id)
                .element(1)
                .isEqualTo("gen-1-end");
    }

    @Test
    void a_turn_that_broke_is_not_on_the_bill() throws Exception {
        simulator.enqueue(AssistantTurn.calls(WEATHER).cost("0.1").streamed(9).thenClose());
        try {
            chat();
        } catch (IOException e) {
            assertThat(simulator.billed()).isZero();
            return;
        }
        throw new AssertionError("the answer must break");
    }

    @Test
    void a_script_plays_the_rounds_of_a_conversation() throws Exception {
        // tag::rounds[]
        simulator.enqueue(
                AssistantTurn.calls(FunctionCall.of("weather", "{\"city\":\"Berlin\"}"))
                        .cost("0.0002")
                        .completion(),
                AssistantTurn.says("It rains in Berlin.").cost("0.0003").completion());
        // end::rounds[]
        ToolConversation conversation = new ToolConversation(simulator, "Do I need an umbrella?");
        ObjectNode turn = conversation.turn();
        conversation.results(turn, "rain");
        assertThat(conversation.turn().path("content").asText()).isEqualTo("It rains in Berlin.");
        assertThat(simulator.billed()).isEqualByComparingTo("0.0005");
    }

    @Test
    void a_script_plays_what_goes_wrong_with_calls() throws Exception {
        // tag::odd[]
        simulator.enqueue(AssistantTurn.calls(
                        FunctionCall.of("weather", "").withoutIndex().id("call_0"),
                        FunctionCall.of("time", "{\"zone\":").withoutIndex().id("call_0"))
                .finishReason(null)
                .nativeFinishReason("MALFORMED_FUNCTION_CALL")
                .streamed(7));
        // end::odd[]
        assertThat(streamed()).hasSize(4).noneMatch(piece -> piece.has("index"));
    }

    @Test
    void a_request_that_a_provider_would_refuse_leaves_the_script_as_it_is() throws Exception {
        simulator.enqueue(
                AssistantTurn.calls(WEATHER, FunctionCall.of("time", "{}").id("call_2"))
                        .completion(),
                AssistantTurn.says("Fine.").completion());
        ToolConversation conversation = new ToolConversation(simulator, "Hello");
        conversation.turn();
        conversation.result("call_1", "rain");
        assertThat(conversation.refusal()).contains("did not have response messages: call_2");
        assertThat(conversation.result("call_2", "noon").turn().path("content").asText())
                .isEqualTo("Fine.");
    }

    @Test
    void results_may_come_in_any_order() throws Exception {
        simulator.enqueue(
                AssistantTurn.calls(WEATHER, FunctionCall.of("time", "{}").id("call_2"))
                        .completion(),
                AssistantTurn.says("Fine.").completion());
        ToolConversation conversation = new ToolConversation(simulator, "Hello");
        conversation.turn();
        assertThat(conversation
                        .result("call_2", "noon")
                        .result("call_1", "rain")
                        .turn()
                        .path("content")
                        .asText())
                .isEqualTo("Fine.");
    }

    @Test
    void a_signature_must_come_back_unchanged() throws Exception {
        simulator.enqueue(
                AssistantTurn.calls(WEATHER).thinking("Berlin, then.", "signed").completion(),
                AssistantTurn.says("Fine.").completion());
        ToolConversation conversation =
                new ToolConversation(simulator, "Hello").with("model", "'anthropic/claude-sonnet-4.5'");
        ObjectNode turn = conversation.turn();
        conversation.result("call_1", "rain");
        JsonNode details = turn.remove("reasoning_details");
        assertThat(conversation.refusal()).contains("Expected `thinking` or `redacted_thinking`");
        turn.set("reasoning_details", details.deepCopy());
        ((ObjectNode) turn.at("/reasoning_details/0")).put("text", "Rome, then.");
        assertThat(conversation.refusal()).contains("Invalid `signature`");
        turn.set("reasoning_details", details);
        assertThat(conversation.turn().path("content").asText()).isEqualTo("Fine.");
    }

    @Test
    void pieces_of_a_signed_thought_are_known_again() throws Exception {
        AssistantTurn turn = AssistantTurn.calls(WEATHER).thinking("Berlin, then.", "signed");
        simulator.enqueue(turn.streamed(4), AssistantTurn.says("Fine.").completion());
        ObjectNode message = JsonClient.MAPPER.createObjectNode().put("role", "assistant");
        for (JsonNode chunk : JsonClient.chunks(chat().body())) {
            chunk.at("/choices/0/delta/reasoning_details")
                    .forEach(piece -> message.withArray("reasoning_details").add(piece));
        }
        assertThat(message.path("reasoning_details")).hasSize(5);
        JsonNode calls = JsonClient.MAPPER.readTree("[{\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"arguments\":\"{}\"}}]");
        message.set("tool_calls", calls);
        ToolConversation conversation = new ToolConversation(simulator, "Hello")
                .with("model", "'anthropic/claude-sonnet-4.5'")
                .says(message)
                .result("call_1", "rain");
        assertThat(conversation.turn().path("content").asText()).isEqualTo("Fine.");
    }

    @Test
    void a_signature_of_a_call_must_come_back() throws Exception {
        simulator.enqueue(
                AssistantTurn.calls(WEATHER)
                        .by("google/gemini-2.5-flash", "Google AI Studio")
                        .thoughtSignature("call_1", "c2lnbmVk")
                        .completion(),
                AssistantTurn.says("Fine.").completion());
        ToolConversation conversation =
                new ToolConversation(simulator, "Hello").with("model", "'google/gemini-2.5-flash'");
        ObjectNode turn = conversation.turn();
        conversation.result("call_1", "rain");
        JsonNode details = turn.remove("reasoning_details");
        assertThat(conversation.refusal()).contains("missing a thought_signature");
        turn.set("reasoning_details", details);
        assertThat(conversation.turn().path("content").asText()).isEqualTo("Fine.");
    }

    @Test
    void other_scripts_are_answered_without_a_look_at_the_request() throws Exception {
        simulator.enqueue(Reply.completion("Fine."));
        assertThat(new ToolConversation(simulator, "Hello")
                        .result("call_1", "rain")
                        .ask()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_script_that_makes_no_sense_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionCall.of("f", "{").argumentsAsObject());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AssistantTurn.says("x").reasoningDetails("{}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AssistantTurn.says("x").truncated());
    }

    private ToolConversation conversation() throws Exception {
        JsonNode calls = JsonClient.MAPPER.readTree("[{\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"arguments\":\"{}\"}}]");
        ObjectNode message = JsonClient.MAPPER.createObjectNode().put("role", "assistant");
        message.set("tool_calls", calls);
        return new ToolConversation(simulator, "Hello").says(message).result("call_1", "rain");
    }

    private HttpResponse<String> chat() throws Exception {
        return client.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private List<JsonNode> streamed() throws Exception {
        List<JsonNode> pieces = new ArrayList<>();
        for (JsonNode chunk : JsonClient.chunks(chat().body())) {
            chunk.at("/choices/0/delta/tool_calls").forEach(pieces::add);
        }
        return pieces;
    }

    private JsonNode end() throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(chat().body());
        return chunks.get(chunks.size() - 1).at("/choices/0");
    }

    private static String streamedArguments(List<JsonNode> chunks) {
        StringBuilder arguments = new StringBuilder();
        chunks.forEach(chunk -> arguments.append(
                chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText("")));
        return arguments.toString();
    }
}
