package io.github.camelopenrouter.internal.conversation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.model.ToolCall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A conversation as text and back. */
class TranscriptTest {
    private static JsonNode json(String text) throws Exception {
        return Json.object(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] wire(Object... messages) {
        return RequestWriter.write(
                ChatRequest.builder().member("messages", List.of(messages)).build());
    }

    /** As kept, loaded again, and written into a request. */
    private static byte[] keptAndSent(Object... messages) {
        Map<String, String> attachments = new HashMap<>();
        Transcript kept = new Transcript(Transcript.entries(List.of(messages), attachments, false, "k"), null);
        Transcript read = Transcript.read(kept.write());
        assertThat(read).isEqualTo(kept);
        return wire(read.entries().stream()
                .map(entry -> (Object) Attachments.putBack(entry.message(), entry.media(), attachments))
                .toArray());
    }

    @Test
    void messages_go_back_byte_for_byte() throws Exception {
        JsonNode signature =
                json("{\"provider\":{\"signature\":\"a/b+c==\",\"n\":1.10,\"big\":12345678901234567890123}}");
        ChatMessage calls = new ChatMessage(
                "assistant",
                "",
                null,
                null,
                List.of(new ToolCall("call_1", "weather", "{\"city\": \"Z\u00fcrich\"}")
                        .with("extra_content", signature)),
                null,
                "thoughts \ud83d\ude00",
                List.of(json(
                        "{\"type\":\"reasoning.text\",\"text\":\"hm\",\"signature\":\"" + "QUJD".repeat(500) + "\"}")),
                Map.of("annotations", json("{\"list\":[{\"type\":\"file\"}]}").get("list")));
        Object[] messages = {
            ChatMessage.user("What\u0000 \"is\"\n\u2028 it? \ud83d\ude00"),
            calls,
            ChatMessage.tool("call_1", "{\"degrees\":21}"),
            Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", "and?"))),
            json("{\"role\":\"assistant\",\"content\":\"x\",\"name\":null,\"a\":{\"b\":[1.0,2e3,true]}}")
        };

        assertThat(new String(keptAndSent(messages))).isEqualTo(new String(wire(messages)));
    }

    @Test
    void attachments_go_back_byte_for_byte_and_are_kept_once() {
        byte[] png = new byte[3_000];
        ContentPart image = ContentPart.image(png, "image/png");
        Object[] messages = {
            ChatMessage.user(List.of(ContentPart.text("one"), image)),
            ChatMessage.assistant("a"),
            ChatMessage.user(List.of(
                    image,
                    Map.of("type", "input_audio", "input_audio", Map.of("data", "QUJD".repeat(300), "format", "wav"))))
        };

        assertThat(new String(keptAndSent(messages))).isEqualTo(new String(wire(messages)));
        Map<String, String> attachments = new HashMap<>();
        Transcript kept = new Transcript(Transcript.entries(List.of(messages), attachments, false, null), null);
        assertThat(attachments).hasSize(2);
        assertThat(kept.write()).hasSizeLessThan(1_500).matches("\\p{ASCII}*");
    }

    @Test
    void text_that_reads_like_an_attachment_stays_where_it_is() {
        Map<String, String> attachments = new HashMap<>();

        Transcript.entries(
                List.of(ChatMessage.user("data:image/png;base64," + "QUJD".repeat(1_000))), attachments, false, null);

        assertThat(attachments).isEmpty();
    }

    @Test
    void an_attachment_that_is_missing_is_told() {
        List<Entry> entries = Transcript.entries(
                List.of(ChatMessage.user(List.of(ContentPart.image(new byte[3_000], "image/png")))),
                new HashMap<>(),
                false,
                null);

        assertThatThrownBy(() -> Attachments.putBack(
                        entries.get(0).message(), entries.get(0).media(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attachment");
    }

    @Test
    void a_list_of_messages_alone_is_a_conversation() {
        Transcript read = Transcript.read("{\"messages\":[{\"message\":{\"role\":\"user\",\"content\":\"hello\"}}]}");

        assertThat(read.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.asks()).isTrue();
            assertThat(entry.bytes()).isPositive();
            assertThat(entry.cut()).isFalse();
        });
    }

    @Test
    void what_is_no_conversation_is_refused_without_a_word_of_it() {
        for (String bad : List.of(
                "secret", "[\"secret\"]", "{\"messages\":[{\"message\":\"secret\"}]}", "{\"messages\":[\"secret")) {
            assertThatThrownBy(() -> Transcript.read(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void a_claim_comes_back() {
        Transcript kept = new Transcript(List.of(), new Transcript.Claim("me", 17));

        assertThat(Transcript.read(kept.write())).isEqualTo(kept);
    }
}
