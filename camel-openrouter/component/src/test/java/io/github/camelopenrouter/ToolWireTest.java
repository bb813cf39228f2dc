package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.quoted;
import static io.github.camelopenrouter.ToolReplies.streamed;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls of tools in every form in which providers send them: what runs, and what goes back. */
class ToolWireTest extends SimulatorTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PARIS = "{\"city\":\"Paris\"}";
    private static final String ROME = "{\"city\":\"Rome\"}";

    private final List<Object> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch second = new CountDownLatch(1);

    /** How the model is asked. */
    enum Mode {
        completion,
        streaming
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=weather&description=The weather of a city"
                                + "&parameter.city=string&parameter.city.required=true")
                        .process(exchange -> ran.add(exchange.getMessage().getBody()))
                        .setBody(simple("${body[city]}: 20 degrees"));
                from("openrouter:tool?name=time&description=The time")
                        .process(exchange -> ran.add(exchange.getMessage().getBody()))
                        .setBody(constant("noon"));
                from("openrouter:tool?name=free&description=Takes anything&parametersSchema=RAW({\"type\":\"object\"})")
                        .process(exchange -> ran.add(exchange.getMessage().getBody()))
                        .setBody(constant("taken"));
                from("openrouter:tool?name=late&description=Ends after the other&parameter.first=boolean")
                        .process(exchange -> {
                            if (Boolean.TRUE.equals(
                                    exchange.getMessage().getBody(Map.class).get("first"))) {
                                assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
                            } else {
                                second.countDown();
                            }
                        })
                        .setBody(simple("${body[first]}"));
                from("openrouter:tool?name=big&description=Answers much")
                        .process(exchange -> exchange.getMessage().setBody("x".repeat(10 * 1024 * 1024)));
            }
        };
    }

    private record Answered(String text, Exception failure) {}

    /** Asks, and reads a stream to its end. */
    private Answered ask(Mode mode, String options, Object body) {
        Exchange exchange = send("openrouter:" + mode + "?tools=weather,time,free,late,big" + options, body);
        if (exchange.getException() != null || mode == Mode.completion) {
            return new Answered(exchange.getMessage().getBody(String.class), exchange.getException());
        }
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            return new Answered(stream.rest(), null);
        } catch (OpenRouterException e) {
            return new Answered(null, e);
        }
    }

    private Answered ask(Mode mode) {
        return ask(mode, "", "hello");
    }

    private void then(Mode mode, String text) {
        simulator.enqueue(mode == Mode.completion ? text("0.01", text) : streamed("0.01", text));
    }

    private static Reply deltas(String finishReason, String... deltas) {
        List<String> events = new ArrayList<>();
        for (String delta : deltas) {
            events.add(
                    "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":null}]}");
        }
        events.add("{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":"
                + finishReason
                + "}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,\"cost\":0.01}}");
        events.add("[DONE]");
        return Reply.sse(events.stream().map(event -> "data: " + event + "\n\n").toArray(String[]::new));
    }

    private static String toolCalls(String calls) {
        return "\"tool_calls\":[" + calls + "]";
    }

    private static Reply whole(String finishReason, String members) {
        return Reply.json("{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":" + finishReason
                + ",\"message\":{\"role\":\"assistant\"," + members
                + "}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,\"cost\":0.01}}");
    }

    /** An answer that asks for tools, in one piece. */
    private static Reply asks(Mode mode, String finishReason, String members) {
        return mode == Mode.completion ? whole(finishReason, members) : deltas(finishReason, members);
    }

    private JsonNode messages(int request) throws Exception {
        return JSON.readTree(simulator.requests().get(request).text()).path("messages");
    }

    private static Map<String, Object> city(String name) {
        return Map.of("city", name);
    }

    // ---- calls in pieces, and in odd forms

    static Stream<Arguments> pieces() {
        String begun =
                "{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}";
        return Stream.of(
                Arguments.of(
                        "as recorded",
                        List.of(city("Paris")),
                        List.of(
                                begun,
                                "{\"index\":0,\"function\":{\"arguments\":\"\"}}",
                                "{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\": \\\"Pa\"}}",
                                "{\"index\":0,\"function\":{\"arguments\":\"ris\\\"}\"}}")),
                Arguments.of(
                        "no index",
                        List.of(city("Paris"), city("Rome")),
                        List.of(
                                "{\"id\":\"a\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\"}}",
                                "{\"function\":{\"arguments\":\"\\\"Paris\\\"}\"}}",
                                "{\"id\":\"b\",\"function\":{\"name\":\"weather\",\"arguments\":" + quoted(ROME)
                                        + "}}")),
                Arguments.of(
                        "several share index 0",
                        List.of(city("Paris"), city("Rome")),
                        List.of(
                                "{\"index\":0," + call("a", "weather", PARIS).substring(1),
                                "{\"index\":0," + call("b", "weather", ROME).substring(1))),
                Arguments.of(
                        "a blank behind the arguments",
                        List.of(city("Paris")),
                        List.of(
                                "{\"index\":0," + call("a", "weather", PARIS).substring(1),
                                "{\"index\":0,\"function\":{\"arguments\":\" \"}}")),
                Arguments.of(
                        "all arguments once more at the end",
                        List.of(city("Paris")),
                        List.of(
                                "{\"index\":0," + call("a", "weather", PARIS).substring(1),
                                "{\"index\":0,\"function\":{\"arguments\":" + quoted(PARIS) + "}}")),
                Arguments.of(
                        "an empty object before the arguments in pieces",
                        List.of(city("Paris")),
                        List.of(
                                "{\"index\":0," + call("a", "weather", "{}").substring(1),
                                "{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}",
                                "{\"index\":0,\"function\":{\"arguments\":\"\\\"Paris\\\"}\"}}")),
                Arguments.of(
                        "a name that comes late, and no type",
                        List.of(city("Paris")),
                        List.of(
                                "{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{\\\"city\\\":\"}}",
                                "{\"index\":0,\"function\":{\"name\":\"weather\",\"arguments\":\"\\\"Paris\\\"}\"}}")),
                Arguments.of(
                        "a name that is repeated",
                        List.of(city("Paris")),
                        List.of(
                                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\"}}",
                                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"weather\",\"arguments\":\"\\\"Paris\\\"}\"}}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pieces")
    void calls_in_pieces_run_once_each_and_are_answered(String what, List<Object> arguments, List<String> pieces)
            throws Exception {
        simulator.enqueue(deltas(
                "\"tool_calls\"", pieces.stream().map(ToolWireTest::toolCalls).toArray(String[]::new)));
        then(Mode.streaming, "Done.");

        assertThat(ask(Mode.streaming)).isEqualTo(new Answered("Done.", null));

        assertThat(ran).containsExactlyInAnyOrderElementsOf(arguments);
        answersItsCalls(messages(1), arguments.size());
    }

    /** The turn asks for calls of different ids, and each has one result, in order. */
    private static void answersItsCalls(JsonNode messages, int calls) {
        List<String> asked = messages.get(1).path("tool_calls").findValuesAsText("id");
        assertThat(asked).hasSize(calls).doesNotHaveDuplicates().doesNotContain("");
        assertThat(messages.findValuesAsText("tool_call_id")).isEqualTo(asked);
    }

    @ParameterizedTest
    @EnumSource
    void ids_that_are_missing_empty_or_repeated_are_made_up_and_answered(Mode mode) throws Exception {
        simulator.enqueue(
                asks(
                        mode,
                        "\"tool_calls\"",
                        toolCalls(
                                String.join(
                                        ",",
                                        "{\"function\":{\"name\":\"weather\",\"arguments\":" + quoted(PARIS) + "}}",
                                        "{\"id\":\"\",\"function\":{\"name\":\"weather\",\"arguments\":" + quoted(ROME)
                                                + "}}",
                                        "{\"id\":\"call_0\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"A\\\"}\"}}",
                                        "{\"id\":\"call_0\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"B\\\"}\"}}",
                                        "{\"id\":\"functions.send:0\",\"function\":{\"name\":\"time\"}}",
                                        "{\"id\":\"call_gen-1_1\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"C\\\"}\"}}"))));
        then(mode, "Done.");

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));

        assertThat(ran).hasSize(6);
        answersItsCalls(messages(1), 6);
    }

    @ParameterizedTest
    @EnumSource
    void an_id_that_a_provider_gives_in_every_turn_stands_for_one_call_of_the_conversation(Mode mode) throws Exception {
        String details = ",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"id\":\"call_0\"}]";
        for (String city : List.of(PARIS, ROME)) {
            simulator.enqueue(asks(mode, "\"tool_calls\"", toolCalls(call("call_0", "weather", city)) + details));
        }
        then(mode, "Done.");
        ChatRequest earlier = ChatRequest.builder()
                .message(ChatMessage.user("before"))
                .message(new ChatMessage(
                        "assistant",
                        null,
                        null,
                        null,
                        List.of(new ToolCall("call_0_2", "weather", PARIS)),
                        null,
                        null,
                        null,
                        Map.of()))
                .message(ChatMessage.tool("call_0_2", "20 degrees"))
                .message(ChatMessage.user("and now?"))
                .build();

        assertThat(ask(mode, "", earlier).failure()).isNull();

        JsonNode all = messages(2);
        assertThat(all.findValuesAsText("tool_call_id")).containsExactly("call_0_2", "call_0", "call_0_3");
        assertThat(all.get(6).path("tool_calls").get(0).path("id").asText()).isEqualTo("call_0_3");
        assertThat(all.get(6).path("reasoning_details").get(0).path("id").asText())
                .isEqualTo("call_0_3");
    }

    @ParameterizedTest
    @EnumSource
    void turns_whose_calls_and_answers_have_no_id_are_kept_apart(Mode mode) throws Exception {
        for (String city : List.of(PARIS, ROME)) {
            String members = toolCalls("{\"function\":{\"name\":\"weather\",\"arguments\":" + quoted(city) + "}}");
            simulator.enqueue(
                    mode == Mode.completion
                            ? Reply.json(
                                    "{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{" + members + "}}]}")
                            : Reply.sse(
                                    "data: {\"choices\":[{\"delta\":{" + members
                                            + "},\"finish_reason\":\"tool_calls\"}]}\n\n",
                                    "data: [DONE]\n\n"));
        }
        then(mode, "Done.");

        assertThat(ask(mode).failure()).isNull();

        assertThat(messages(2).findValuesAsText("tool_call_id")).hasSize(2).doesNotHaveDuplicates();
        assertThat(messages(2).findValuesAsText("id")).isEqualTo(messages(2).findValuesAsText("tool_call_id"));
    }

    static Stream<Arguments> argumentForms() {
        return Stream.of(
                        Arguments.of("\"\"", Map.of()),
                        Arguments.of("null", Map.of()),
                        Arguments.of(null, Map.of()),
                        Arguments.of("\" \"", Map.of()),
                        Arguments.of("{\"a\":{\"b\":[1]}}", Map.of("a", Map.of("b", List.of(1)))),
                        Arguments.of("\"{\\\"a\\\":1} \"", Map.of("a", 1)),
                        Arguments.of("\"{\\\"a\\\":1}{\\\"a\\\":1}\"", Map.of("a", 1)),
                        Arguments.of("\"{}{\\\"a\\\":1}\"", Map.of("a", 1)),
                        Arguments.of("\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\"", Map.of("a", 1)))
                .flatMap(form ->
                        Arrays.stream(Mode.values()).map(mode -> Arguments.of(mode, form.get()[0], form.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("argumentForms")
    void arguments_in_any_form_become_the_body_and_go_back_as_an_object(
            Mode mode, String form, Map<String, Object> body) throws Exception {
        String arguments = form == null ? "" : ",\"arguments\":" + form;
        simulator.enqueue(asks(
                mode,
                "\"tool_calls\"",
                toolCalls("{\"id\":\"c1\",\"function\":{\"name\":\"free\"" + arguments + "}}")));
        then(mode, "Done.");

        assertThat(ask(mode).failure()).isNull();

        assertThat(ran).containsExactly(body);
        String back = messages(1)
                .get(1)
                .path("tool_calls")
                .get(0)
                .path("function")
                .path("arguments")
                .asText();
        assertThat(JSON.readTree(back)).isEqualTo(JSON.valueToTree(body));
    }

    @ParameterizedTest
    @EnumSource
    void arguments_that_are_no_json_are_not_run_and_go_back_as_an_empty_object(Mode mode) throws Exception {
        simulator.enqueue(asks(
                mode,
                "\"tool_calls\"",
                toolCalls(call("c1", "free", "{\"a\":1}{\"a\":2}") + "," + call("c2", "free", "{\"a\":") + ","
                        + call("c3", "free", "a=1"))));
        then(mode, "Done.");

        assertThat(ask(mode).failure()).isNull();

        assertThat(ran).isEmpty();
        assertThat(messages(1).get(1).findValuesAsText("arguments")).containsExactly("{}", "{}", "{}");
        assertThat(messages(1).findValuesAsText("content").subList(2, 5))
                .allMatch(told -> told.equals("The tool was not run: the arguments are not valid JSON."));
    }

    // ---- why it finished

    static Stream<Arguments> reasons() {
        return Stream.of("\"stop\"", "null", "\"\"", "\"null\"", "\"STOP\"", "\"function_call\"")
                .flatMap(reason -> Arrays.stream(Mode.values()).map(mode -> Arguments.of(mode, reason)));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void calls_run_whatever_reason_a_whole_answer_gives(Mode mode, String reason) {
        simulator.enqueue(asks(mode, reason, toolCalls(call("c1", "weather", PARIS))));
        then(mode, "Done.");

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));
        assertThat(ran).hasSize(1);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                        "\"MALFORMED_FUNCTION_CALL\",\"native_finish_reason\":\"MALFORMED_FUNCTION_CALL\"",
                        "\"stop\",\"native_finish_reason\":\"MALFORMED_FUNCTION_CALL\"",
                        "\"error\",\"native_finish_reason\":\"MALFORMED_FUNCTION_CALL\"",
                        "\"stop\",\"native_finish_reason\":\"malformed_tool_call\"")
                .flatMap(reason -> Arrays.stream(Mode.values()).map(mode -> Arguments.of(mode, reason)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void a_call_that_the_provider_could_not_read_is_asked_for_again(Mode mode, String reason) throws Exception {
        simulator.enqueue(asks(mode, reason, "\"content\":\"\""));
        then(mode, "Done.");

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));
        assertThat(messages(1).get(1).path("content").asText()).contains("could not be read");
    }

    // ---- answers that are not whole

    @Test
    void nothing_runs_of_a_stream_that_is_cut_behind_a_call() {
        simulator.enqueue(Reply.sse("data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{"
                + toolCalls("{\"index\":0," + call("c1", "weather", PARIS).substring(1))
                + "},\"finish_reason\":null}]}\n\n"));

        assertThat(ask(Mode.streaming).failure()).isInstanceOf(OpenRouterException.class);
        assertThat(ran).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void nothing_runs_of_a_stream_that_fails_behind_a_call() {
        simulator.enqueue(Reply.sse(
                "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{"
                        + toolCalls(
                                "{\"index\":0," + call("c1", "weather", PARIS).substring(1))
                        + "},\"finish_reason\":\"tool_calls\"}]}\n\n",
                "data: {\"id\":\"gen-1\",\"error\":{\"code\":502,\"message\":\"gone\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n",
                "data: [DONE]\n\n"));

        assertThat(ask(Mode.streaming).failure()).isInstanceOf(OpenRouterException.class);
        assertThat(ran).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter", "error"})
    void nothing_runs_of_a_streamed_turn_that_was_cut(String reason) {
        simulator.enqueue(deltas('"' + reason + '"', toolCalls(call("c1", "weather", PARIS))));

        assertThat(ask(Mode.streaming).failure()).isInstanceOf(OpenRouterException.class);
        assertThat(ran).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    // ---- what goes back

    @ParameterizedTest
    @EnumSource
    void signatures_details_annotations_and_text_go_back_as_they_came(Mode mode) throws Exception {
        String details =
                "[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"signature\":\"s1\",\"format\":\"anthropic-claude-v1\",\"index\":0},"
                        + "{\"type\":\"reasoning.encrypted\",\"data\":\"abc\",\"id\":\"c1\",\"format\":\"google-gemini-v1\",\"index\":1}]";
        String annotations = "[{\"type\":\"file\",\"file\":{\"hash\":\"h\",\"name\":\"a.pdf\",\"content\":[]}}]";
        String call =
                "{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"extra_content\":{\"google\":{\"thought_signature\":\"e\"}},"
                        + "\"function\":{\"name\":\"weather\",\"arguments\":" + quoted(PARIS)
                        + ",\"thought_signature\":\"f\",\"nothing\":null}}";
        simulator.enqueue(asks(
                mode,
                "\"tool_calls\"",
                "\"content\":\"Let me see. \",\"reasoning_details\":" + details + ",\"annotations\":" + annotations
                        + "," + toolCalls(call)));
        then(mode, "Done.");

        assertThat(ask(mode).text()).isEqualTo(mode == Mode.completion ? "Done." : "Let me see. Done.");

        JsonNode turn = messages(1).get(1);
        assertThat(turn.path("content").asText()).isEqualTo("Let me see. ");
        assertThat(turn.path("reasoning_details")).isEqualTo(JSON.readTree(details));
        assertThat(turn.path("annotations")).isEqualTo(JSON.readTree(annotations));
        assertThat(turn.path("tool_calls").get(0))
                .isEqualTo(
                        JSON.readTree(
                                "{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":"
                                        + quoted(PARIS)
                                        + ",\"thought_signature\":\"f\"},\"extra_content\":{\"google\":{\"thought_signature\":\"e\"}}}"));
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_list_of_reasoning_details_goes_back_too(Mode mode) throws Exception {
        simulator.enqueue(
                asks(mode, "\"tool_calls\"", "\"reasoning_details\":[]," + toolCalls(call("c1", "time", "{}"))));
        then(mode, "Done.");

        assertThat(ask(mode).failure()).isNull();
        assertThat(messages(1).get(1).path("reasoning_details").isArray()).isTrue();
        assertThat(messages(1).get(1).path("content").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void results_that_come_out_of_order_are_told_in_order(Mode mode) throws Exception {
        simulator.enqueue(asks(
                mode,
                "\"tool_calls\"",
                toolCalls(call("c1", "late", "{\"first\":true}") + "," + call("c2", "late", "{\"first\":false}"))));
        then(mode, "Done.");

        assertThat(ask(mode).failure()).isNull();

        JsonNode told = messages(1);
        assertThat(told.findValuesAsText("tool_call_id")).containsExactly("c1", "c2");
        assertThat(told.get(2).path("content").asText()).isEqualTo("true");
    }

    @ParameterizedTest
    @EnumSource
    void a_result_of_ten_megabytes_is_given_where_the_options_allow_it(Mode mode) throws Exception {
        simulator.enqueue(asks(mode, "\"tool_calls\"", toolCalls(call("c1", "big", "{}"))));
        then(mode, "Done.");

        assertThat(ask(mode, "&maxToolResultBytes=20000000&maxRequestBytes=20000000", "hello")
                        .failure())
                .isNull();
        assertThat(messages(1).get(2).path("content").asText()).hasSize(10 * 1024 * 1024);
    }

    @ParameterizedTest
    @EnumSource
    void a_result_that_makes_the_request_too_long_ends_the_loop_and_says_which_option(Mode mode) {
        simulator.enqueue(asks(mode, "\"tool_calls\"", toolCalls(call("c1", "big", "{}"))));

        assertThat(ask(mode, "&maxToolResultBytes=20000000&maxRequestBytes=1000000", "hello")
                        .failure())
                .isInstanceOf(OpenRouterException.class)
                .hasMessageContaining("maxRequestBytes");
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_thousand_calls_of_one_turn_run_and_are_answered_in_order(Mode mode) throws Exception {
        String[] many = IntStream.range(0, 1000)
                .mapToObj(i -> call("c" + i, i % 2 == 0 ? "time" : "none", "{}"))
                .toArray(String[]::new);
        simulator.enqueue(mode == Mode.completion ? calls("0.01", many) : streamed("0.01", "", many));
        then(mode, "Done.");

        assertThat(ask(mode, "&maxToolCalls=1000&maxRepeatedToolCalls=0&maxAnswerParts=2000", "hello")
                        .failure())
                .isNull();

        assertThat(ran).hasSize(500);
        answersItsCalls(messages(1), 1000);
    }

    @ParameterizedTest
    @EnumSource
    void ten_thousand_calls_of_tools_that_are_not_there_take_no_deep_stack(Mode mode) throws Exception {
        String[] many = IntStream.range(0, 10_000)
                .mapToObj(i -> call("c" + i, "none", "{}"))
                .toArray(String[]::new);
        simulator.enqueue(mode == Mode.completion ? calls("0.01", many) : streamed("0.01", "", many));
        then(mode, "Done.");

        assertThat(ask(mode, "&maxToolCalls=10000&maxAnswerParts=20000", "hello")
                        .failure())
                .isNull();
        answersItsCalls(messages(1), 10_000);
    }

    @ParameterizedTest
    @EnumSource
    void the_same_call_many_times_in_one_turn_is_told_and_does_not_end_the_loop(Mode mode) throws Exception {
        String[] many =
                IntStream.range(0, 8).mapToObj(i -> call("c" + i, "time", "{}")).toArray(String[]::new);
        simulator.enqueue(mode == Mode.completion ? calls("0.01", many) : streamed("0.01", "", many));
        then(mode, "Done.");

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));

        assertThat(ran).hasSize(3);
        assertThat(messages(1).findValuesAsText("content").subList(5, 10)).allMatch(told -> told.contains("Use them"));
        assertThat(JSON.readTree(simulator.requests().get(1).text())
                        .path("tools")
                        .findValuesAsText("name"))
                .contains("time");
    }

    @ParameterizedTest
    @EnumSource
    void a_tool_that_is_withheld_does_not_run_with_other_arguments_either(Mode mode) throws Exception {
        for (String city : List.of(PARIS, PARIS, PARIS, ROME)) {
            simulator.enqueue(asks(mode, "\"tool_calls\"", toolCalls(call("c", "weather", city))));
        }
        then(mode, "Done.");

        assertThat(ask(mode, "&maxRepeatedToolCalls=1", "hello").failure()).isNull();

        assertThat(ran).hasSize(1);
        assertThat(messages(4).get(8).path("content").asText()).contains("cannot be called any more");
    }

    @ParameterizedTest
    @EnumSource
    void of_two_choices_the_first_counts(Mode mode) throws Exception {
        String text = "\"content\":\"Done.\"";
        String asked = toolCalls(call("c1", "time", "{}"));
        String shape = mode == Mode.completion ? "message" : "delta";
        String both = "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"" + shape + "\":{%s},\"finish_reason\":\"stop\"},"
                + "{\"index\":1,\"" + shape + "\":{%s},\"finish_reason\":\"stop\"}]}";
        for (String body : List.of(both.formatted(asked, text), both.formatted(text, asked))) {
            simulator.enqueue(
                    mode == Mode.completion
                            ? Reply.json(body)
                            : Reply.sse("data: " + body + "\n\n", "data: [DONE]\n\n"));
        }

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));
        assertThat(ran).hasSize(1);
        assertThat(simulator.requests()).hasSize(2);
    }

    // ---- arguments beyond sense

    @ParameterizedTest
    @EnumSource
    void arguments_that_are_nested_too_deeply_are_told_and_not_run(Mode mode) throws Exception {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        simulator.enqueue(asks(mode, "\"tool_calls\"", toolCalls(call("c1", "free", deep))));
        then(mode, "Done.");

        assertThat(ask(mode)).isEqualTo(new Answered("Done.", null));
        assertThat(ran).isEmpty();
        assertThat(messages(1).get(2).path("content").asText()).contains("was not run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1E-999999999", "123456789012345678901234567890.5"})
    void numbers_beyond_all_sense_are_numbers_that_cost_nothing(String number) {
        simulator.enqueue(whole("\"tool_calls\"", toolCalls(call("c1", "free", "{\"n\":" + number + "}"))));
        then(Mode.completion, "Done.");

        assertThat(ask(Mode.completion)).isEqualTo(new Answered("Done.", null));
        assertThat(((Map<?, ?>) ran.get(0)).get("n").toString()).isEqualTo(new java.math.BigDecimal(number).toString());
    }
}
