package io.github.camelopenrouter.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.internal.call.FakeTransport;
import io.github.camelopenrouter.internal.call.OfflineEngine;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Characters that were cut are whole in what a route sees, and what cannot be made whole is a replacement character. */
class TextPiecesTest {
    private final OfflineEngine engine = new OfflineEngine();

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void a_character_cut_between_two_pieces_comes_whole_with_the_second() {
        TextPieces pieces = new TextPieces();

        assertThat(pieces.next("a\uD83D")).isEqualTo("a");
        assertThat(pieces.next("")).isEmpty();
        assertThat(pieces.next("\uDE00b")).isEqualTo("\uD83D\uDE00b");
        assertThat(pieces.rest()).isEmpty();
    }

    @Test
    void a_half_without_its_other_half_is_replaced() {
        TextPieces pieces = new TextPieces();

        assertThat(pieces.next("\uDE00a\uD83D")).isEqualTo("\uFFFDa");
        assertThat(pieces.next("b\uD83D\uD83D")).isEqualTo("\uFFFDb\uFFFD");
        assertThat(pieces.rest()).isEqualTo("\uFFFD");
        assertThat(pieces.rest()).isEmpty();
    }

    @Test
    void whole_text_stays_the_same_object() {
        String text = "Gr\u00fc\u00dfe \uD83D\uDE00";

        assertThat(TextPieces.whole(text)).isSameAs(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<ChatChunk> chunks(byte[] stream) {
        List<ChatChunk> chunks = new ArrayList<>();
        try (ChatStream read = engine.stream(FakeTransport.sse(stream))) {
            while (read.hasNext()) {
                chunks.add(read.next());
            }
        }
        return chunks;
    }

    private static String event(String member, String text) {
        return "data: {\"choices\":[{\"delta\":{\"" + member + "\":\"" + text + "\"}}]}\n\n";
    }

    @ParameterizedTest
    @CsvSource({
        "'a\\ud83d', '\\ude00b', 'a\uD83D\uDE00b'",
        "'a\\ud83d', 'b', 'a\uFFFDb'",
        "'a', '\\ude00b', 'a\uFFFDb'",
        "'a', 'b\\ud83d', 'ab\uFFFD'",
        "'caf\u00c3', 'x', 'caf\uFFFDx'",
        "'\u00f0\u009f\u0098', 'x', '\uFFFDx'",
        "'\u00ff\u00fe', 'x', '\uFFFD\uFFFDx'",
        "'caf\u00c3\u00a9', '\u00f0\u009f\u0098\u0080', 'caf\u00e9\uD83D\uDE00'"
    })
    void a_cut_character_in_a_stream_costs_no_answer(String first, String second, String text) {
        for (String member : List.of("content", "reasoning")) {
            byte[] stream = bytes(event(member, first) + event(member, second)
                    + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

            List<ChatChunk> chunks = chunks(stream);

            StringBuilder joined = new StringBuilder();
            for (ChatChunk chunk : chunks) {
                String piece = member.equals("content") ? chunk.text() : chunk.reasoning();
                if (piece != null) {
                    assertThat(TextPieces.whole(piece)).isEqualTo(piece);
                    joined.append(piece);
                }
            }
            assertThat(joined.toString()).isEqualTo(text);
            ChatChunk last = chunks.get(chunks.size() - 1);
            assertThat(
                            member.equals("content")
                                    ? last.response().text()
                                    : last.response().message().reasoning())
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a\\ud83d', 'a\uFFFD'",
        "'\\ude00', '\uFFFD'",
        "'caf\u00c3', 'caf\uFFFD'",
        "'\u00ed\u00a0\u00bd', '\uFFFD'",
        "'\u00c0\u0080', '\uFFFD\uFFFD'"
    })
    void a_cut_character_in_a_whole_answer_costs_no_answer(String wire, String text) {
        OfflineEngine.Ended ended = engine.complete(FakeTransport.json(
                200,
                bytes("{\"choices\":[{\"message\":{\"content\":\"" + wire
                        + "\"},\"finish_reason\":\"stop\"}],\"\u00ff\":1}")));

        assertThat(ended.failure()).isNull();
        assertThat(ended.response().text()).isEqualTo(text);
    }
}
