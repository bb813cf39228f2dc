package io.github.camelopenrouter.internal.call;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ToolCallAssemblyTest {
    private static final OfflineEngine ENGINE = new OfflineEngine();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    private static ChatResponse stream(String... toolCalls) {
        StringBuilder body = new StringBuilder();
        for (String calls : toolCalls) {
            body.append(
                            "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,"
                                    + "\"tool_calls\":[")
                    .append(calls)
                    .append("]},\"finish_reason\":null}]}\n\n");
        }
        body.append(
                "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
        return ENGINE.read(FakeTransport.sse(body.toString()));
    }

    private static String call(String index, String id, String function) {
        return "{" + (index == null ? "" : "\"index\":" + index + ",")
                + (id == null ? "" : "\"id\":\"" + id + "\",\"type\":\"function\",") + "\"function\":{" + function
                + "}}";
    }

    private static String named(String name, String arguments) {
        return "\"name\":\"" + name + "\",\"arguments\":\"" + arguments.replace("\"", "\\\"") + "\"";
    }

    private static String more(String arguments) {
        return "\"arguments\":\"" + arguments.replace("\"", "\\\"") + "\"";
    }

    private static ToolCall tool(String id, String name, String arguments) {
        return new ToolCall(id, name, arguments);
    }

    static Stream<Arguments> deviations() {
        String a = "{\"city\":\"Bern\"}";
        String b = "{\"city\":\"Rome\"}";
        return Stream.of(
                arguments(
                        "as recorded",
                        List.of(
                                call("0", "toolu_bdrk_01", named("weather", "")), call("0", null, more("")),
                                call("0", null, more("{\"city\": \"Ber")), call("0", null, more("lin\"}"))),
                        List.of(tool("toolu_bdrk_01", "weather", "{\"city\": \"Berlin\"}"))),
                arguments(
                        "two calls one after the other",
                        List.of(
                                call("0", "a", named("f", "")),
                                call("0", null, more(a)),
                                call("1", "b", named("g", "")),
                                call("1", null, more(b))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "two calls interleaved",
                        List.of(
                                call("0", "a", named("f", "{\"city\":")) + ","
                                        + call("1", "b", named("g", "{\"city\":")),
                                call("1", null, more("\"Rome\"}")),
                                call("0", null, more("\"Bern\"}"))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "no index, by id",
                        List.of(
                                call(null, "a", named("f", "{\"city\":")), call(null, "b", named("g", "{\"city\":")),
                                call(null, "a", more("\"Bern\"}")), call(null, "b", more("\"Rome\"}"))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "no index and no id on what follows",
                        List.of(call(null, "a", named("f", "{\"city\":")), call(null, null, more("\"Bern\"}"))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "no index and no id at all",
                        List.of(call(null, null, named("f", a)), call(null, null, named("g", b))),
                        List.of(tool("call_gen-1_0", "f", a), tool("call_gen-1_1", "g", b))),
                arguments(
                        "an index of null",
                        List.of(call("null", "a", named("f", "{\"city\":")), call("null", null, more("\"Bern\"}"))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "all with index 0, ids differ",
                        List.of(call("0", "a", named("f", a)), call("0", "b", named("g", b))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "all with index 0 in one delta",
                        List.of(call("0", "a", named("f", a)) + "," + call("0", "b", named("g", b))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "all with index 0, what follows goes to the newest",
                        List.of(
                                call("0", "a", named("f", a)),
                                call("0", "b", named("g", "{\"city\":")),
                                call("0", null, more("\"Rome\"}"))),
                        List.of(tool("a", "f", a), tool("b", "g", b))),
                arguments(
                        "the same id with another index",
                        List.of(call("0", "call_0", named("f", a)), call("1", "call_0", named("g", b))),
                        List.of(tool("call_0", "f", a), tool("call_gen-1_1", "g", b))),
                arguments(
                        "the same id and index in one delta",
                        List.of(call("0", "call_0", named("f", a)) + "," + call("0", "call_0", named("g", b))),
                        List.of(tool("call_0", "f", a), tool("call_gen-1_1", "g", b))),
                arguments(
                        "the same id without index in one delta",
                        List.of(call(null, "call_0", named("f", a)) + "," + call(null, "call_0", named("f", b))),
                        List.of(tool("call_0", "f", a), tool("call_gen-1_1", "f", b))),
                arguments(
                        "the same id without index in two deltas",
                        List.of(call(null, "call_0", named("f", a)), call(null, "call_0", named("f", b))),
                        List.of(tool("call_0", "f", a), tool("call_gen-1_1", "f", b))),
                arguments(
                        "a whole call sent twice is one call",
                        List.of(call("0", "a", named("f", a)), call("0", "a", named("f", a))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "an empty id",
                        List.of(call("0", "", named("f", a)), call("1", "", named("g", b))),
                        List.of(tool("call_gen-1_0", "f", a), tool("call_gen-1_1", "g", b))),
                arguments(
                        "an id that is empty on what follows",
                        List.of(call("0", "a", named("f", "{\"city\":")), call("0", "", more("\"Bern\"}"))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "a whole call in one delta",
                        List.of(call("0", "a", named("f", a))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "a blank after the arguments",
                        List.of(call("0", "a", named("f", a)), call("0", null, more(" "))),
                        List.of(tool("a", "f", a))),
                arguments("empty arguments", List.of(call("0", "a", named("f", ""))), List.of(tool("a", "f", "{}"))),
                arguments("blank arguments", List.of(call("0", "a", named("f", "  "))), List.of(tool("a", "f", "{}"))),
                arguments(
                        "arguments null",
                        List.of(call("0", "a", "\"name\":\"f\",\"arguments\":null")),
                        List.of(tool("a", "f", "{}"))),
                arguments("no arguments", List.of(call("0", "a", "\"name\":\"f\"")), List.of(tool("a", "f", "{}"))),
                arguments(
                        "arguments as an object",
                        List.of(call("0", "a", "\"name\":\"f\",\"arguments\":" + a)),
                        List.of(tool("a", "f", a))),
                arguments(
                        "the name repeated",
                        List.of(call("0", "a", named("f", "{\"city\":")), call("0", null, named("f", "\"Bern\"}"))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "the name empty on what follows",
                        List.of(call("0", "a", named("f", "{\"city\":")), call("0", null, named("", "\"Bern\"}"))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "the name later",
                        List.of(call("0", "a", more("")), call("0", null, named("f", a))),
                        List.of(tool("a", "f", a))),
                arguments(
                        "no type",
                        List.of("{\"index\":0,\"id\":\"a\",\"function\":{" + named("f", a) + "}}"),
                        List.of(tool("a", "f", a))),
                arguments(
                        "odd ids",
                        List.of(call("0", "functions.send:0", named("f", a)), call("1", "\u00e9 <b>", named("g", b))),
                        List.of(tool("functions.send:0", "f", a), tool("\u00e9 <b>", "g", b))),
                arguments(
                        "what is no call is ignored",
                        List.of("null,7," + call("0", "a", named("f", a))),
                        List.of(tool("a", "f", a))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deviations")
    void calls_are_put_together_however_they_come(String name, List<String> deltas, List<ToolCall> calls) {
        assertThat(stream(deltas.toArray(String[]::new)).message().toolCalls()).isEqualTo(calls);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                arguments("{\"city\":\"Ber", "{\"city\":\"Ber", "not valid JSON"),
                arguments("[1]", "[1]", "not a JSON object"),
                arguments("\"text\"", "\"text\"", "not a JSON object"),
                arguments("null", "null", "not a JSON object"),
                arguments("{\"a\":1} and more", "{\"a\":1} and more", "not valid JSON"),
                arguments("{\"a\":1}{\"b\":2}", "{\"a\":1}{\"b\":2}", "not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void arguments_that_cannot_be_used_are_told_as_they_are_and_why(String sent, String told, String why) {
        ToolCall call =
                stream(call("0", "a", named("f", sent))).message().toolCalls().get(0);

        assertThat(call.arguments()).isEqualTo(told);
        assertThat(call.error()).contains(why);
    }

    @Test
    void a_call_without_a_name_must_not_be_executed() {
        ToolCall call = stream(call("0", "a", more("{}"))).message().toolCalls().get(0);

        assertThat(call.name()).isNull();
        assertThat(call.error()).contains("name");
    }

    @Test
    void whole_calls_of_a_plain_answer_with_the_same_id_stay_apart() {
        ChatResponse response = ENGINE.complete(
                        FakeTransport.json("{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":null,"
                                + "\"tool_calls\":[" + call("0", "call_0", named("f", "{}")) + ","
                                + call("0", "call_0", named("f", "{}"))
                                + "]},\"finish_reason\":\"stop\"}]}"))
                .response();

        assertThat(response.message().toolCalls()).extracting(ToolCall::id).containsExactly("call_0", "call_gen-1_1");
    }
}
