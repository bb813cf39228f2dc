package io.github.camelopenrouter.internal.call;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ReasoningAssemblyTest {
    private static final OfflineEngine ENGINE = new OfflineEngine();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    private static String events(List<String> deltas, String finishReason) {
        StringBuilder body = new StringBuilder();
        for (String delta : deltas) {
            body.append("data: {\"choices\":[{\"delta\":{\"content\":\"\",")
                    .append(delta)
                    .append("}}]}\n\n");
        }
        return body + "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"" + finishReason
                + "\"}]}\n\ndata: [DONE]\n\n";
    }

    private static ChatMessage message(List<String> deltas) {
        return ENGINE.read(FakeTransport.sse(events(deltas, "stop"))).message();
    }

    private static String details(String... blocks) {
        return "\"reasoning_details\":[" + String.join(",", blocks) + "]";
    }

    private static String text(String text, String rest) {
        return "{\"type\":\"reasoning.text\",\"text\":\"" + text + "\"" + rest + "}";
    }

    static Stream<Arguments> fragments() {
        String signature =
                "{\"type\":\"reasoning.text\",\"signature\":\"Et8B\",\"format\":\"anthropic-claude-v1\",\"index\":0}";
        return Stream.of(
                arguments(
                        "text said twice is told once",
                        List.of(
                                "\"reasoning\":\"Let\"," + details(text("Let", ",\"index\":0")),
                                "\"reasoning\":\" me\"," + details(text(" me", ",\"index\":0"))),
                        "Let me",
                        List.of(text("Let me", ",\"index\":0"))),
                arguments(
                        "a late signature joins its text",
                        List.of(
                                details(text("Let", ",\"format\":\"anthropic-claude-v1\",\"index\":0")),
                                details(signature)),
                        "Let",
                        List.of(text("Let", ",\"format\":\"anthropic-claude-v1\",\"index\":0,\"signature\":\"Et8B\""))),
                arguments(
                        "the last signature that is not null counts",
                        List.of(
                                details(text("a", ",\"signature\":\"old\",\"index\":0")),
                                details(text("b", ",\"signature\":\"new\",\"index\":0")),
                                details(text("c", ",\"signature\":null,\"index\":0"))),
                        "abc",
                        List.of(text("abc", ",\"signature\":\"new\",\"index\":0"))),
                arguments(
                        "blocks of other indexes and types stay apart",
                        List.of(
                                details(
                                        text("a", ",\"index\":0"),
                                        "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}"),
                                details(text("b", ",\"index\":1")),
                                details("{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"index\":0}")),
                        "ab",
                        List.of(
                                text("a", ",\"index\":0"),
                                "{\"type\":\"reasoning.encrypted\",\"data\":\"xy\",\"index\":0}",
                                text("b", ",\"index\":1"))),
                arguments(
                        "encrypted blocks of other calls stay apart",
                        List.of(
                                details(
                                        "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"id\":\"call_a\",\"index\":0}"),
                                details(
                                        "{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"id\":\"call_b\",\"index\":0}")),
                        null,
                        List.of(
                                "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"id\":\"call_a\",\"index\":0}",
                                "{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"id\":\"call_b\",\"index\":0}")),
                arguments(
                        "summaries are joined and are reasoning too",
                        List.of(
                                details("{\"type\":\"reasoning.summary\",\"summary\":\"In \",\"index\":0}"),
                                details("{\"type\":\"reasoning.summary\",\"summary\":\"short\",\"index\":0}")),
                        "In short",
                        List.of("{\"type\":\"reasoning.summary\",\"summary\":\"In short\",\"index\":0}")),
                arguments(
                        "an encrypted block has the plain text beside it",
                        List.of("\"reasoning\":\"[REDACTED]\","
                                + details("{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}")),
                        "[REDACTED]",
                        List.of("{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}")),
                arguments("plain text alone", List.of("\"reasoning\":\"a\"", "\"reasoning\":\"b\""), "ab", null),
                arguments("empty details are meaningful", List.of("\"reasoning\":null," + details()), null, List.of()),
                arguments(
                        "empty details beside plain text", List.of("\"reasoning\":\"a\"," + details()), "a", List.of()),
                arguments("null says nothing", List.of("\"reasoning\":null,\"reasoning_details\":null"), null, null),
                arguments(
                        "text without an index goes on where it stopped",
                        List.of(
                                details(text("a", "")),
                                details(text("b", "")),
                                details(text("c", ",\"signature\":\"s\""))),
                        "abc",
                        List.of(text("abc", ",\"signature\":\"s\""))),
                arguments(
                        "what is no block is ignored",
                        List.of(details("null", "7", text("a", ",\"index\":0"))),
                        "a",
                        List.of(text("a", ",\"index\":0"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fragments")
    void reasoning_is_merged_so_that_it_can_be_replayed(
            String name, List<String> deltas, String reasoning, List<String> blocks) {
        ChatMessage message = message(deltas);

        assertThat(message.reasoning()).isEqualTo(reasoning);
        if (blocks == null) {
            assertThat(message.reasoningDetails()).isNull();
        } else {
            assertThat(message.reasoningDetails())
                    .extracting(JsonNode::toString)
                    .isEqualTo(blocks);
        }
    }

    @Test
    void blocks_of_a_plain_answer_are_replayed_as_they_came() {
        String blocks =
                details(text("a", ""), text("b", ""), "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}");
        ChatResponse response = ENGINE.complete(FakeTransport.json(
                        "{\"choices\":[{\"message\":{\"content\":\"hi\"," + blocks + "},\"finish_reason\":\"stop\"}]}"))
                .response();

        assertThat("\"reasoning_details\":"
                        + response.message().reasoningDetails().toString().replace(", ", ","))
                .isEqualTo(blocks);
        assertThat(response.message().reasoning()).isEqualTo("ab");
    }

    @Test
    void an_answer_of_reasoning_alone_is_complete_and_empty() {
        ChatResponse response = ENGINE.read(FakeTransport.sse(events(List.of("\"reasoning\":\"hm\""), "length")));

        assertThat(response.text()).isEmpty();
        assertThat(response.finishReason()).isEqualTo("length");
        assertThat(response.message().reasoning()).isEqualTo("hm");
    }

    @Test
    void a_chunk_carries_its_reasoning() {
        ChatStream stream = ENGINE.stream(FakeTransport.sse(
                events(List.of("\"reasoning\":\"hm\"," + details(text("hm", ",\"index\":0"))), "stop")));

        ChatChunk first = stream.next();
        assertThat(first.text()).isEmpty();
        assertThat(first.reasoning()).isEqualTo("hm");
        stream.close();
    }
}
