package io.github.camelopenrouter.internal.mcp;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ToolTextTest {
    @Test
    void plain_text_of_any_language_stays_as_it_is() {
        String text =
                "d\u00e9j\u00e0 vu\n\t\u5929\u6c14 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \ud83d\udc69\u200d\ud83d\ude80";

        assertThat(ToolText.of(text, 100)).isEqualTo(text);
        assertThat(ToolText.wellFormed(text)).isSameAs(text);
    }

    @Test
    void what_nobody_sees_is_left_out() {
        assertThat(ToolText.of("a\ud800b\u202ec\u2066d\udb40\udc41e\ufefff", 100))
                .isEqualTo("abcdef");
        assertThat(ToolText.of("a\u0000b\u001bc\u0085d", 100)).isEqualTo("a b c d");
    }

    @Test
    void what_is_long_is_cut_between_characters() {
        assertThat(ToolText.of("\ud83d\ude00".repeat(10), 3)).isEqualTo("\ud83d\ude00\ud83d\ude00...");
    }

    @Test
    void nothing_is_empty() {
        assertThat(ToolText.of(null, 10)).isEmpty();
    }

    @Test
    void a_line_has_no_other() {
        assertThat(ToolText.line(" a\nb\r\nc\t", 10)).isEqualTo("a b  c");
    }

    @Test
    void halves_of_characters_become_a_sign_that_can_be_sent() {
        assertThat(ToolText.wellFormed("a\ud800b\udc00")).isEqualTo("a\ufffdb\ufffd");
    }
}
