package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswerParserTest {
    private static final String SOUND = chunk("so\u00fcnd \uD83D\uDE00");

    private final AnswerParser parser = new AnswerParser();
    private final WireAnswer answer = new WireAnswer();

    @Test
    void objects_are_read_one_after_another() throws IOException {
        assertThat(text("plain")).isEqualTo("plain");
        assertThat(text("größer 😀")).isEqualTo("größer 😀");
        assertThat(text("")).isEmpty();
        assertThat(text("plain again")).isEqualTo("plain again");
    }

    @ParameterizedTest
    @ValueSource(ints = {3_800, 3_900, 4_000, 8_000, 16_000, 17_000, 100_000})
    void text_is_whole_wherever_the_buffer_of_the_parser_ends(int length) throws IOException {
        for (int shift = 0; shift < 8; shift++) {
            String text = "x".repeat(length + shift) + "é😀€" + "y".repeat(4_000);
            assertThat(text(text)).isEqualTo(text);
            assertThat(text("short")).isEqualTo("short");
        }
    }

    @Test
    void an_object_that_is_cut_at_any_byte_is_none_and_the_next_is_sound() throws IOException {
        byte[] whole = bytes(SOUND);
        for (int length = 0; length < whole.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> parser.read(whole, 0, cut, answer))
                    .as("cut at %d", cut)
                    .isInstanceOf(IOException.class);
            answer.nextChunk();
            parser.read(whole, 0, whole.length, answer);
            assertThat(answer.choices.get(0).content).isEqualTo("soünd 😀");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " 1", "\n]", "\u00fc", "\u0000"})
    void what_goes_on_behind_its_last_bracket_is_no_object(String more) throws IOException {
        for (int blanks : new int[] {0, 1, 3_700, 3_900, 5_000}) {
            byte[] json = bytes(SOUND + " ".repeat(blanks) + more);
            assertThatThrownBy(() -> parser.read(json, 0, json.length, answer))
                    .as("%d blanks", blanks)
                    .isInstanceOf(IOException.class)
                    .hasMessage("something follows the JSON");
            assertThat(text("next")).isEqualTo("next");
        }
    }

    @Test
    void blanks_and_a_byte_order_mark_mean_nothing() throws IOException {
        for (String json : new String[] {"\uFEFF" + SOUND, " \t\r\n" + SOUND + " \t\r\n", SOUND + " ".repeat(9_000)}) {
            byte[] bytes = bytes(json);
            answer.nextChunk();
            parser.read(bytes, 0, bytes.length, answer);
            assertThat(answer.choices.get(0).content).isEqualTo("soünd 😀");
        }
    }

    @Test
    void bytes_that_are_no_characters_are_replaced() throws IOException {
        byte[] json = chunk("a?b").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < json.length; i++) {
            json[i] = json[i] == '?' ? (byte) 0xE2 : json[i];
        }
        answer.nextChunk();
        parser.read(json, 0, json.length, answer);
        assertThat(answer.choices.get(0).content).isEqualTo("a\uFFFDb");
    }

    @Test
    void names_that_a_service_invents_are_forgotten_after_a_while() throws IOException {
        Set<Object> parsers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 2_500; i++) {
            byte[] json = bytes("{\"invented" + i + "\":1,\"choices\":[]}");
            answer.nextChunk();
            parser.read(json, 0, json.length, answer);
            if (parser.parser() != null) {
                parsers.add(parser.parser());
            }
        }
        assertThat(parsers).hasSize(3);
    }

    private String text(String content) throws IOException {
        byte[] json = bytes(chunk(content));
        answer.nextChunk();
        parser.read(json, 0, json.length, answer);
        return answer.choices.get(0).content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String chunk(String content) {
        return "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}]}";
    }
}
