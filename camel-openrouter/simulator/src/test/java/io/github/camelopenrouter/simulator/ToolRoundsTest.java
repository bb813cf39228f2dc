package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the simulator does with tools when nothing is scripted. */
@ExtendWith(OpenRouterSimulatorExtension.class)
class ToolRoundsTest {

    private static final String BOTH = "What are weather and time in Berlin?";

    private final OpenRouterSimulator simulator;

    ToolRoundsTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
    }

    @Test
    void functions_that_the_prompt_names_are_called_and_their_results_are_told() throws Exception {
        ToolConversation conversation = ask(BOTH).offering("get_weather", "time", "news");
        ObjectNode turn = conversation.turn();
        assertThat(names(turn)).containsExactly("get_weather", "time");
        assertThat(turn.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"city\":\"Berlin\"}");
        assertThat(turn.at("/tool_calls/0/id")).isNotEqualTo(turn.at("/tool_calls/1/id"));
        assertThat(conversation
                        .results(turn, "18 degrees", "noon")
                        .turn()
                        .path("content")
                        .asText())
                .isEqualTo("The tools answered: 18 degrees; noon");
    }

    @Test
    void a_prompt_that_names_no_function_gets_text() throws Exception {
        assertThat(ask("Say hello")
                        .offering("get_weather", "list_files")
                        .turn()
                        .path("content")
                        .asText())
                .isEqualTo("hello");
    }

    @Test
    void one_call_at_a_time_is_one_call_in_each_round() throws Exception {
        ToolConversation conversation = ask(BOTH).offering("weather", "time").with("parallel_tool_calls", "false");
        ObjectNode first = conversation.turn();
        assertThat(names(first)).containsExactly("weather");
        ObjectNode second = conversation.results(first, "18 degrees").turn();
        assertThat(names(second)).containsExactly("time");
        assertThat(conversation.results(second, "noon").turn().path("content").asText())
                .isEqualTo("The tool answered: noon");
    }

    @Test
    void a_prompt_can_ask_for_more_rounds_which_differ() throws Exception {
        ToolConversation conversation =
                ask("Check the weather of Berlin in 3 rounds").offering("weather");
        List<String> arguments = new ArrayList<>();
        ObjectNode turn = conversation.turn();
        while (turn.has("tool_calls")) {
            arguments.add(turn.at("/tool_calls/0/function/arguments").asText());
            turn = conversation.results(turn, "18 degrees").turn();
        }
        assertThat(arguments).hasSize(3).doesNotHaveDuplicates();
        assertThat(turn.path("content").asText()).isEqualTo("The tool answered: 18 degrees");
    }

    @Test
    void the_next_words_of_the_user_begin_anew() throws Exception {
        ToolConversation conversation = ask("The weather in Berlin?").offering("weather");
        ObjectNode first = conversation.turn();
        conversation.results(first, "18 degrees").turn();
        assertThat(names(conversation.user("And the weather in Rome?").turn())).containsExactly("weather");
    }

    @Test
    void a_choice_is_honoured() throws Exception {
        assertThat(names(ask("Hello")
                        .offering("a_one", "b_two")
                        .with("tool_choice", "'required'")
                        .turn()))
                .containsExactly("a_one");
        assertThat(names(ask("Hello")
                        .offering("a_one", "b_two")
                        .with("tool_choice", "{'type':'function','function':{'name':'b_two'}}")
                        .turn()))
                .containsExactly("b_two");
        assertThat(ask(BOTH)
                        .offering("weather")
                        .with("tool_choice", "'none'")
                        .turn()
                        .has("tool_calls"))
                .isFalse();
    }

    @Test
    void the_answer_is_the_same_for_the_same_request() throws Exception {
        JsonNode first = ask(BOTH).offering("weather", "time").turn().at("/tool_calls/1/function");
        assertThat(ask(BOTH).offering("weather", "time").turn().at("/tool_calls/1/function"))
                .isEqualTo(first);
    }

    @Test
    void each_round_is_a_generation_on_the_bill() throws Exception {
        ToolConversation conversation = ask("The weather in Berlin?").offering("weather");
        JsonNode first = JsonClient.json(conversation.ask());
        conversation.says((ObjectNode) first.at("/choices/0/message"));
        conversation.results(first.at("/choices/0/message"), "18 degrees");
        JsonNode second = JsonClient.json(conversation.ask());
        BigDecimal sum = first.at("/usage/cost")
                .decimalValue()
                .add(second.at("/usage/cost").decimalValue());
        assertThat(simulator.billed()).isPositive().isEqualByComparingTo(sum);
        assertThat(simulator.billedGenerations()).hasSize(2);
    }

    @Test
    void several_calls_are_streamed_by_their_index() throws Exception {
        HttpResponse<String> answer =
                ask(BOTH).offering("weather", "time").with("stream", "true").ask();
        List<StringBuilder> arguments = List.of(new StringBuilder(), new StringBuilder());
        List<String> ids = new ArrayList<>();
        for (JsonNode chunk : JsonClient.chunks(answer.body())) {
            for (JsonNode piece : chunk.at("/choices/0/delta/tool_calls")) {
                arguments
                        .get(piece.path("index").asInt())
                        .append(piece.at("/function/arguments").asText());
                if (piece.has("id")) {
                    ids.add(piece.path("id").asText());
                }
            }
        }
        assertThat(arguments).extracting(StringBuilder::toString).containsOnly("{\"city\":\"Berlin\"}");
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_limit_of_tokens_cuts_a_call() throws Exception {
        HttpResponse<String> answer = ask("The weather in Berlin?")
                .offering("weather")
                .with("max_tokens", "4")
                .ask();
        JsonNode choice = JsonClient.json(answer).at("/choices/0");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
        assertThat("{\"city\":\"Berlin\"}")
                .startsWith(
                        choice.at("/message/tool_calls/0/function/arguments").asText());
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asText())
                .doesNotEndWith("}");
        assertThat(JsonClient.json(answer).at("/usage/completion_tokens").asInt())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai/gpt-4o-mini | must be followed by tool messages responding to each 'tool_call_id'",
                "anthropic/claude-sonnet-4.5 | `tool_use` ids were found without `tool_result` blocks immediately after",
                "google/gemini-2.5-flash | the number of function response parts is equal to the number of"
            })
    void each_call_must_have_its_result(String model, String complaint) throws Exception {
        ToolConversation conversation = ask(BOTH).offering("weather", "time").with("model", "'" + model + "'");
        ObjectNode turn = conversation.turn();
        conversation.result(turn.at("/tool_calls/0/id").asText(), "18 degrees");
        assertThat(conversation.refusal()).contains(complaint);
    }

    @Test
    void a_result_must_stand_right_behind_its_call() throws Exception {
        ToolConversation conversation = ask("The weather in Berlin?").offering("weather");
        ObjectNode turn = conversation.turn();
        assertThat(conversation.user("Well?").results(turn, "18 degrees").refusal())
                .contains("did not have response messages: call_");
        assertThat(ask("Hello").result("call_1", "18 degrees").refusal())
                .contains("must be a response to a preceeding message with 'tool_calls'");
    }

    @Test
    void a_call_must_not_have_two_results() throws Exception {
        ToolConversation conversation = ask("The weather in Berlin?").offering("weather");
        ObjectNode turn = conversation.turn();
        assertThat(conversation
                        .results(turn, "18 degrees")
                        .results(turn, "19 degrees")
                        .refusal())
                .contains("must be a response to a preceeding message");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tools | [{'type':'function','function':{'name':'no name'}}] | tools[0].function.name must be 1 to 64",
                "tools | [{'type':'function','function':{'name':'f','parameters':[]}}] | parameters must be an object",
                "tools | [{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'f'}}] |"
                        + " Tool names must be unique: f",
                "tools | [{'type':'function','function':{'name':'f','strict':true,'parameters':{'type':'object'}}}] |"
                        + " Invalid schema for function 'f': In context=(), 'additionalProperties' is required",
                "tool_choice | {'type':'function','function':{'name':'f'}} | Tool choice 'f' not found",
                "tool_choice | 'sometimes' | tool_choice must be one of none, auto, required",
                "messages | [{'role':'tool','content':'x'}] | messages[0].tool_call_id must be a string",
                "messages | [{'role':'assistant','tool_calls':[{'type':'function'}]}] | id must be a string"
            })
    void what_the_service_would_refuse_is_refused(String member, String json, String complaint) throws Exception {
        assertThat(ask("Hello").with(member, json).refusal()).contains(complaint);
    }

    @Test
    void a_model_that_calls_no_functions_is_not_found() throws Exception {
        HttpResponse<String> answer = ask("Hello")
                .offering("weather")
                .with("model", "'google/gemini-2.5-flash-image'")
                .ask();
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("No endpoints found that support tool use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4.5", "google/gemini-2.5-flash", "openai/gpt-5-mini"})
    void the_reasoning_of_a_turn_must_come_back_with_its_results(String model) throws Exception {
        ToolConversation conversation = ask("The weather in Berlin?")
                .offering("weather")
                .with("model", "'" + model + "'")
                .with("reasoning", "{'effort':'low'}");
        ObjectNode turn = conversation.turn();
        conversation.results(turn, "18 degrees");
        assertThat(conversation.ask().statusCode()).isEqualTo(200);
        ObjectNode last = (ObjectNode)
                turn.at("/reasoning_details").get(turn.at("/reasoning_details").size() - 1);
        String proof = last.has("signature") ? "signature" : "data";
        last.put(proof, last.path(proof).asText() + "x");
        assertThat(conversation.refusal()).containsAnyOf("signature", "could not be verified");
        turn.remove("reasoning_details");
        assertThat(conversation.refusal())
                .containsAnyOf("Expected `thinking`", "missing a thought_signature", "required");
        assertThat(conversation.user("Thanks").ask().statusCode()).isEqualTo(200); // an earlier turn may lose it
    }

    private ToolConversation ask(String prompt) {
        return new ToolConversation(simulator, prompt);
    }

    private static List<String> names(JsonNode turn) {
        return turn.path("tool_calls").findValuesAsText("name");
    }
}
