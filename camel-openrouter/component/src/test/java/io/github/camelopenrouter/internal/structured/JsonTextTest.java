package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.internal.structured.NotJsonException.Why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JsonTextTest {
    private static final String VALUE = "{\"a\":[1,{\"b\":\"} ]\"}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                VALUE,
                "\ufeff" + VALUE,
                "  \n" + VALUE + "\n ",
                "```json\n" + VALUE + "\n```",
                "```\n" + VALUE + "\n```\n",
                "```JSON\r\n" + VALUE + "```",
                "Here it is:\n\n```json\n" + VALUE + "\n```\nAnything else?",
                "Here you are: " + VALUE + " Is that [what you want] {or not}?",
                "As [the source] says: " + VALUE,
                "```json\n" + VALUE
            })
    void the_value_is_found_in_what_stands_around_it(String text) throws NotJsonException {
        JsonText found = JsonText.read(text);

        assertThat(found.source()).isEqualTo(VALUE);
        assertThat(found.value().at("/a/1/b").textValue()).isEqualTo("} ]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "12.50", "-3e10", "true", "null", " false "})
    void a_value_that_is_no_object_is_a_value(String text) throws NotJsonException {
        assertThat(JsonText.read(text).source()).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "|NONE",
                "I cannot do that.|NONE",
                "{\"a\":1|CUT",
                "{\"a\":{\"b\":1}, \"c|CUT",
                "Sure: [1, 2|CUT",
                "{\"a\":1}{\"a\":2}|SEVERAL",
                "[1] says {\"a\":1}|SEVERAL",
                "{\"a\":1} or {\"a\":|SEVERAL",
                "```json {\"a\":1}``` ```json {\"a\":2}```|SEVERAL",
                "{\"a\":1,\"a\":2}|DUPLICATE",
                "{\"x\":[{\"a\":1,\"a\":1}]}|DUPLICATE",
                "{\"a\":1e100000}|NUMBER",
                "{\"a\":1e999999999999}|NUMBER",
                "{a: {\"b\":1}}|NONE",
                "{\"a\":01}|NONE",
                "{\"a\":NaN}|NONE",
                "{'a':1}|NONE"
            })
    void what_leaves_a_choice_is_refused(String text, Why why) {
        NotJsonException refused =
                catchThrowableOfType(NotJsonException.class, () -> JsonText.read(text == null ? "" : text));

        assertThat(refused.why()).isEqualTo(why);
    }

    @Test
    void a_duplicate_is_named_by_its_pointer() {
        NotJsonException refused =
                catchThrowableOfType(NotJsonException.class, () -> JsonText.read("{\"x\":[{\"a/b\":1,\"a/b\":1}]}"));

        assertThat(refused.violation().pointer()).startsWith("/x/0");
        assertThat(refused.violation().keyword()).isEqualTo("uniqueKeys");
    }

    @Test
    void numbers_keep_their_digits() throws NotJsonException {
        JsonText found = JsonText.read("[0.10, 123456789012345678901234567890, 1.7976931348623157e400]");

        assertThat(found.value().get(0).decimalValue()).isEqualTo(new BigDecimal("0.10"));
        assertThat(found.value().get(1).bigIntegerValue()).isEqualTo("123456789012345678901234567890");
        assertThat(found.value().get(2).decimalValue()).isEqualTo(new BigDecimal("1.7976931348623157e400"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "{\"a\":", "[{", "{]", "{\"", "x{"})
    void a_text_of_brackets_is_looked_at_in_time_of_its_length(String piece) {
        String text = piece.repeat(2_000_000 / piece.length());

        assertThat(catchThrowableOfType(NotJsonException.class, () -> JsonText.read(text)))
                .isNotNull();
    }
}
