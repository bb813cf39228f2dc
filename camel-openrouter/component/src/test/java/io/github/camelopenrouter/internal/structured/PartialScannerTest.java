package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.camelopenrouter.internal.wire.TextPieces;

import static org.assertj.core.api.Assertions.assertThat;

class PartialScannerTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final PartialScanner scanner = new PartialScanner();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                                 | {}",
                "{\"title                          | {}",
                "{\"title\":                       | {}",
                "{\"title\":\"Pa                   | {\"title\":\"Pa\"}",
                "{\"title\":\"Pa\\                 | {\"title\":\"Pa\"}",
                "{\"title\":\"Pa\\u00              | {\"title\":\"Pa\"}",
                "{\"title\":\"Pa\\u00e9            | {\"title\":\"Paé\"}",
                "{\"title\":\"Pa\\\\\\             | {\"title\":\"Pa\\\\\"}",
                "{\"title\":\"Pa\\ud83d            | {\"title\":\"Pa\"}",
                "{\"title\":\"Pa\\ud83d\\ude0      | {\"title\":\"Pa\"}",
                "{\"title\":\"Pa\\ud83d\\ude00     | {\"title\":\"Pa\uD83D\uDE00\"}",
                "{\"n\":12                         | {}",
                "{\"n\":12,                        | {\"n\":12}",
                "{\"n\":12}                        | {\"n\":12}",
                "{\"n\":tru                        | {}",
                "{\"n\":true                       | {}",
                "{\"n\":true                       | {}",
                "{\"a\":[{\"b\":[\"x\",\"y         | {\"a\":[{\"b\":[\"x\",\"y\"]}]}",
                "{\"a\":[1,2                       | {\"a\":[1]}",
                "[\"x\",                           | [\"x\"]",
                "Here: {\"a\":\"{\" } and more     | {\"a\":\"{\"}",
                "```json\\n{\"a\":\"               | {\"a\":\"\"}"
            })
    void what_is_there_is_shown_and_nothing_that_may_still_grow(String text, String shown) throws IOException {
        scanner.feed(text.replace("```json\\n", "```json\n"));

        assertThat(scanner.soFar().withOpen()).hasToString(shown);
    }

    @Test
    void there_is_more_to_show_only_where_something_changed() throws IOException {
        assertThat(scanner.feed("Here: ")).isFalse();
        assertThat(scanner.soFar()).isNull();
        assertThat(scanner.feed("{\"title\"")).isFalse();
        assertThat(scanner.feed(" : ")).isFalse();
        assertThat(scanner.feed("\"P")).isTrue();
        scanner.soFar();
        assertThat(scanner.feed("a")).isTrue();
        scanner.soFar();
        assertThat(scanner.feed("\\u00")).isFalse();
        assertThat(scanner.feed("e9")).isTrue();
        scanner.soFar();
        assertThat(scanner.feed("\",\"n\"")).isTrue();
        scanner.soFar();
        assertThat(scanner.feed(":1")).isFalse();
        assertThat(scanner.feed("2}")).isTrue();
        scanner.soFar();
        assertThat(scanner.feed("\n{\"other\":1}")).isFalse();
    }

    @Test
    void brackets_in_the_words_before_the_value_are_not_shown() throws IOException {
        assertThat(scanner.feed("Options {")).isFalse();
        assertThat(scanner.feed("a, b}: {\"a\":[1")).isTrue();

        assertThat(scanner.soFar().withOpen()).hasToString("{\"a\":[]}");
    }

    @Test
    void a_string_that_is_still_written_can_be_left_out() throws IOException {
        scanner.feed("{\"a\":\"x\",\"kind\":\"RE");

        PartialScanner.Shown shown = scanner.soFar();
        assertThat(shown.withoutOpen()).hasToString("{\"a\":\"x\"}");
        assertThat(shown.withOpen()).hasToString("{\"a\":\"x\",\"kind\":\"RE\"}");
        assertThat(shown.open()).isEqualTo("/kind");
    }

    @Test
    void what_was_shown_of_a_document_in_any_pieces_grows_to_the_whole_and_never_changes() throws IOException {
        int shown = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            RandomJson random = new RandomJson(seed);
            String json = random.document();
            JsonNode whole = MAPPER.readTree(json);
            PartialScanner partial = new PartialScanner();
            TextPieces pieces = new TextPieces();
            List<JsonNode> parts = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (String piece : random.pieces(json)) {
                if (partial.feed(pieces.next(piece))) {
                    JsonNode part = partial.soFar().withOpen();
                    parts.add(part);
                    texts.add(part.toString());
                }
            }

            assertThat(parts.get(parts.size() - 1)).as(json).isEqualTo(whole);
            assertThat(parts).extracting(JsonNode::toString).as(json).isEqualTo(texts);
            JsonNode before = null;
            for (JsonNode part : parts) {
                grown(part, whole, json);
                if (before != null) {
                    grown(before, part, json);
                }
                before = part;
            }
            shown += parts.size();
        }
        assertThat(shown).isGreaterThan(5_000);
    }

    /** Whether the one is the other, or a beginning of it. */
    private static void grown(JsonNode part, JsonNode whole, String json) {
        if (part.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> all = whole.properties().iterator();
            for (Map.Entry<String, JsonNode> member : part.properties()) {
                Map.Entry<String, JsonNode> same = all.next();
                assertThat(member.getKey()).as(json).isEqualTo(same.getKey());
                grown(member.getValue(), same.getValue(), json);
            }
        } else if (part.isArray()) {
            assertThat(part.size()).as(json).isLessThanOrEqualTo(whole.size());
            for (int i = 0; i < part.size(); i++) {
                grown(part.get(i), whole.get(i), json);
            }
        } else if (part.isTextual()) {
            String text = part.textValue();
            assertThat(whole.textValue()).as(json).startsWith(text);
            assertThat(text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1)))
                    .as(json)
                    .isTrue();
        } else {
            assertThat(part).as(json).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"a\":[{\"", "{", "{\"", "\"{", "{}", "[]", "1", "\\", "\\u", "[\"\\"})
    void whatever_is_repeated_without_end_is_read_in_a_moment(String part) throws IOException {
        String piece = part.repeat(500);
        for (int i = 0; i < 1_000; i++) {
            scanner.feed(piece);
        }

        PartialScanner.Shown shown = scanner.soFar();
        assertThat(shown == null || shown.withOpen() != null).isTrue();
    }
}
