package io.github.camelopenrouter.internal.structured;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WholeEscapesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\nb",
                "\\\\\\\\n",
                "\\u0041b",
                "x\\ud83d\\uDE00y",
                "\\uD83Dx",
                "\\ud83d\\n",
                "\\ud83d\\u",
                "\\",
                "\\u00",
                "{\"\\ud83d\\ude00\":\"\\\"\"}"
            })
    void every_cut_hands_on_whole_escapes_and_in_the_end_all_of_them(String text) {
        for (int cut = 0; cut <= text.length(); cut++) {
            WholeEscapes escapes = new WholeEscapes();
            String first = escapes.next(text.substring(0, cut));
            String second = escapes.next(text.substring(cut));
            String rest = escapes.next(" ");

            assertThat(text + " ").startsWith(first + second);
            assertThat(first + second + rest).isIn(text + " ", first + second);
            assertThat(new WholeEscapes().next(first)).isEqualTo(first);
        }
    }

    @Test
    void what_has_no_escapes_is_handed_on_as_it_is() {
        String text = "words {} \ud83d\ude00";

        assertThat(new WholeEscapes().next(text)).isSameAs(text);
    }

    @Test
    void halves_of_a_character_come_together() {
        WholeEscapes escapes = new WholeEscapes();

        assertThat(escapes.next("a\\ud83d")).isEqualTo("a");
        assertThat(escapes.next("\\ude0")).isEmpty();
        assertThat(escapes.next("0\"")).isEqualTo("\\ud83d\\ude00\"");
    }
}
