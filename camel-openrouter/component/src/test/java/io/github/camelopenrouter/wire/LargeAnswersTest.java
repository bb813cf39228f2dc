package io.github.camelopenrouter.wire;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.WireTestSupport;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of very many parts cost what they are long: assembled in the square of their size, each of these would take a minute. The bound
 * of the class is the only one on time.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeAnswersTest extends WireTestSupport {
    private static final String MORE = "openrouter:completion?output=response&maxAnswerParts=100000";

    private static String all(int count, IntFunction<String> one) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(",", "[", "]"));
    }

    private static String message(String members) {
        return "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                + "\"content\":\"x\"," + members + "}}]}";
    }

    private static String delta(String members) {
        return "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{" + members + "}}]}";
    }

    private static Reply stream(int count, IntFunction<String> members) {
        return Reply.sse(Stream.concat(
                        IntStream.range(0, count).mapToObj(i -> delta(members.apply(i))),
                        Stream.of("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]"))
                .map(Wire::data)
                .toArray(String[]::new));
    }

    static Stream<Arguments> large() {
        String call =
                "{\"index\":%d,\"id\":\"c%d\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        String cite = "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"http://a/%d\",\"start_index\":%d}}";
        return Stream.of(
                Arguments.of(
                        "20,000 annotations",
                        Reply.json(message("\"annotations\":" + all(20_000, i -> cite.formatted(i, i))))),
                Arguments.of(
                        "20,000 annotations in as many events",
                        stream(20_000, i -> "\"content\":\"x\",\"annotations\":[" + cite.formatted(i, i) + "]")),
                Arguments.of(
                        "40,000 tool calls",
                        Reply.json(message("\"tool_calls\":" + all(40_000, i -> call.formatted(i, i))))),
                Arguments.of(
                        "40,000 tool calls in as many events",
                        stream(40_000, i -> "\"tool_calls\":[" + call.formatted(i, i) + "]")),
                Arguments.of(
                        "a tool's name in 40,000 pieces",
                        stream(
                                40_000,
                                i ->
                                        "\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]")),
                Arguments.of(
                        "arguments in 100,000 pieces",
                        stream(
                                100_000,
                                i -> "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
                                        + (i == 0 ? "{\\\"a\\\":\\\"" : i == 99_999 ? "\\\"}" : "yy") + "\"}}]")),
                Arguments.of(
                        "a reasoning block in 50,000 pieces",
                        stream(
                                50_000,
                                i ->
                                        "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"hm\"}]")),
                Arguments.of("a refusal in 50,000 pieces", stream(50_000, i -> "\"refusal\":\"no \"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void an_answer_of_many_parts_is_put_together_in_time_that_grows_with_its_size(String what, Reply reply) {
        Exchange exchange = send(MORE, reply);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(ChatResponse.class).choices()).hasSize(1);
    }

    @Test
    void more_parts_than_may_be_fail_and_name_the_option() {
        Exchange exchange = send(
                "openrouter:completion",
                Reply.json(message("\"annotations\":" + all(10_001, i -> "{\"n\":" + i + "}"))));

        assertThat(exchange.getException(OpenRouterException.class))
                .hasMessageContaining("maxAnswerParts")
                .extracting(OpenRouterException::getErrorType, OpenRouterException::isRetryable)
                .containsExactly("response_too_large", false);
    }

    @Test
    void a_stream_of_many_small_events_passes_with_the_options_as_they_are() {
        String padding = "\"x_padding\":\"" + "p".repeat(300) + "\"";
        Pulled pulled = pull(stream(110_000, i -> "\"content\":\"tok \"," + padding));

        assertThat(pulled.failure()).isNull();
        assertThat(pulled.text()).hasSize(440_000);
    }

    @Test
    void two_choices_keep_their_texts_and_calls_apart() {
        String call = "\"tool_calls\":[{\"index\":0,\"id\":\"%s\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]";
        ChatResponse response = (ChatResponse) send(
                        "openrouter:completion?output=response",
                        Reply.sse(
                                choice(0, "\"content\":\"a\"," + call.formatted("c0", "{")),
                                choice(1, "\"content\":\"b\"," + call.formatted("c1", "{")),
                                choice(
                                        1,
                                        "\"content\":\"B\",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]"),
                                choice(
                                        0,
                                        "\"content\":\"A\",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]"),
                                Wire.data("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"},"
                                        + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"),
                                Wire.DONE))
                .getMessage()
                .getBody();

        assertThat(response.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("aA", "bB");
        assertThat(response.choices())
                .extracting(choice -> choice.finishReason())
                .containsExactly("stop", "length");
        assertThat(response.choices())
                .extracting(choice -> choice.message().toolCalls().stream()
                        .map(ToolCall::arguments)
                        .toList())
                .containsExactly(List.of("{}"), List.of("{}"));
        assertThat(response.text()).isEqualTo("aA");
    }

    private static String choice(int index, String delta) {
        return Wire.data("{\"id\":\"gen-1\",\"choices\":[{\"index\":" + index + ",\"delta\":{" + delta + "}}]}");
    }
}
