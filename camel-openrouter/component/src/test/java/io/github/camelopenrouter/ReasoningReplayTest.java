package io.github.camelopenrouter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Reasoning details are signed by the provider: what goes back with the next request has the bytes that came. */
class ReasoningReplayTest extends JournalTestSupport {
    static Stream<Arguments> details() {
        return Stream.of(
                arguments("none", "[]"),
                arguments(
                        "signed text",
                        "[{\"type\":\"reasoning.text\",\"text\":\"Hm, \\\"so\\\"\\n\\u0001\",\"signature\":\"Et8B+/=\",\"id\":null,"
                                + "\"format\":\"anthropic-claude-v1\",\"index\":0}]"),
                arguments(
                        "encrypted blocks in their order",
                        "[{\"type\":\"reasoning.encrypted\",\"data\":\"b==\",\"id\":\"call_2\",\"format\":\"google-gemini-v1\",\"index\":0},"
                                + "{\"type\":\"reasoning.summary\",\"summary\":\"short\",\"index\":0},"
                                + "{\"type\":\"reasoning.encrypted\",\"data\":\"a==\",\"id\":\"call_1\",\"format\":\"google-gemini-v1\",\"index\":0}]"),
                arguments(
                        "blocks of one index and type",
                        "[{\"type\":\"reasoning.text\",\"text\":\"a\",\"index\":0},{\"type\":\"reasoning.text\",\"text\":\"b\",\"index\":0}]"),
                arguments(
                        "members of tomorrow in their order",
                        "[{\"zeta\":{\"y\":[1,null,{\"x\":true}],\"a\":{}},\"type\":\"reasoning.new\",\"alpha\":\"\u00e4\u4f60\ud83d\ude00\"}]"),
                arguments(
                        "a call of the service's own tool",
                        "[{\"type\":\"reasoning.server_tool_call\",\"tool_name\":\"web_search\",\"arguments\":\"{\\\"q\\\":1}\","
                                + "\"result\":{\"hits\":[1.0,2.50]},\"tool_call_id\":\"c\",\"index\":1}]"),
                arguments(
                        "numbers in each form",
                        "[{\"n\":[0,-0,-1,1.0,1.10,0.0,-0.0,1e3,1E+3,1e-7,1E-07,100000000000000000000,0.1000000000000000055511151231257827,"
                                + "9007199254740993,3e-05,123456.789e2]}]"));
    }

    private static String answer(String details) {
        return "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\","
                + "\"reasoning_details\":" + details + "}}]}";
    }

    private static String stream(String details) throws Exception {
        StringBuilder events = new StringBuilder();
        for (JsonNode detail : JsonMembers.JSON.readTree(details)) {
            assertThat(detail.isObject()).isTrue();
        }
        events.append("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\",\"reasoning_details\":")
                .append(details)
                .append(
                        "}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n");
        return events.append("data: [DONE]\n\n").toString();
    }

    /** What the service gets when this message goes back, byte for byte. */
    private static String sentBack(Object message) throws Exception {
        simulator.reset();
        simulator.enqueue(Reply.json(RunningContext.ANSWER));
        List<Object> conversation = new ArrayList<>(List.of(ChatMessage.user("hi"), message, ChatMessage.user("and?")));
        Exchange exchange = running.send("openrouter:completion", conversation);
        assertThat(exchange.getException()).isNull();
        String body = new String(simulator.takeRequest(SOON).body(), StandardCharsets.UTF_8);
        String name = "\"reasoning_details\":";
        assertThat(body).containsOnlyOnce(name);
        int from = body.indexOf(name) + name.length();
        int depth = 0;
        boolean text = false;
        for (int i = from; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '"' && body.charAt(i - 1) != '\\') {
                text = !text;
            }
            depth += text ? 0 : c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth == 0) {
                return body.substring(from, i + 1);
            }
        }
        throw new AssertionError(body);
    }

    private static ChatMessage completed(String uri, String details, Map<String, Object> headers) {
        simulator.enqueue(Reply.json(answer(details)));
        Exchange exchange = running.send(uri, "hello", headers);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(ChatMessage.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void the_message_of_a_completion_goes_back_with_the_bytes_that_came(String name, String details) throws Exception {
        ChatMessage message = completed("openrouter:completion?output=message", details, Map.of());

        assertThat(sentBack(message)).isEqualTo(details);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void the_header_has_them_as_they_go_back(String name, String details) {
        simulator.enqueue(Reply.json(answer(details)));

        assertThat(running.send("openrouter:completion", "hello")
                        .getMessage()
                        .getHeader(OpenRouterConstants.REASONING_DETAILS))
                .isEqualTo(details);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void the_message_of_a_stream_goes_back_with_the_bytes_that_came(String name, String details) throws Exception {
        simulator.enqueue(Reply.sse(stream(details)));
        ChatMessage message = null;
        try (ChatStream stream =
                running.send("openrouter:streaming", "hello").getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                var chunk = stream.next();
                message = chunk.last() ? chunk.response().message() : null;
            }
        }

        // fragments of one block are joined in a stream
        String joined = "{\"type\":\"reasoning.text\",\"text\":\"ab\",\"index\":0}";
        assertThat(sentBack(message)).isEqualTo(name.startsWith("blocks of one") ? "[" + joined + "]" : details);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void the_message_that_the_journal_gives_again_goes_back_with_the_bytes_that_came(String name, String details)
            throws Exception {
        Map<String, Object> headers = Map.of(OpenRouterConstants.JOURNAL_KEY, key);
        completed(REGENERATE + "&output=message", details, headers);

        Exchange again = running.send(REGENERATE + "&output=message", "hello", headers);

        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REASONING_DETAILS))
                .isEqualTo(details);
        assertThat(sentBack(again.getMessage().getBody())).isEqualTo(details);
    }

    @Test
    void a_map_and_a_tree_go_back_as_they_are() throws Exception {
        String details = "[{\"zeta\":1,\"type\":\"reasoning.encrypted\",\"data\":\"x==\",\"index\":0}]";
        JsonNode tree = JsonMembers.JSON.readTree(
                "{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning_details\":" + details + "}");

        assertThat(sentBack(tree)).isEqualTo(details);
        assertThat(sentBack(Map.of(
                        "role", "assistant", "content", "Hi", "reasoning_details", tree.get("reasoning_details"))))
                .isEqualTo(details);
        assertThat(sentBack(Map.of("role", "assistant", "content", "Hi", "reasoning_details", List.of())))
                .isEqualTo("[]");
    }

    @Test
    void details_that_were_never_sent_do_not_go_back() throws Exception {
        simulator.enqueue(Reply.json(RunningContext.ANSWER));
        Object message = running.send("openrouter:completion?output=message", "hello")
                .getMessage()
                .getBody();
        simulator.enqueue(Reply.json(RunningContext.ANSWER));

        running.send("openrouter:completion", List.of(ChatMessage.user("hi"), message, ChatMessage.user("and?")));

        assertThat(simulator.requests().get(1).json().at("/messages/1").has("reasoning_details"))
                .isFalse();
    }
}
