package io.github.camelopenrouter.simulator.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokensTest {

    @Test
    void a_word_is_a_token_with_the_blank_before_it() {
        assertThat(Tokens.of("Hi to  you\n\nall")).containsExactly("Hi", " to", "  ", "you", "\n\n", "all");
    }

    @Test
    void a_long_word_is_several_tokens() {
        assertThat(Tokens.of(" hippopotamus")).containsExactly(" hippo", "potamu", "s");
    }

    @Test
    void a_character_outside_of_the_basic_plane_is_never_split() {
        assertThat(Tokens.of("🎉".repeat(7))).containsExactly("🎉".repeat(6), "🎉");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "The answer is  42 -- or\tso.\n", "你好，世界 and more", "\n\n\n\n\n\n\n\n"})
    void tokens_joined_are_the_text_again(String text) {
        assertThat(String.join("", Tokens.of(text))).isEqualTo(text);
        assertThat(Tokens.of(text)).doesNotContain("").hasSize(Tokens.count(text));
    }

    @Test
    void a_token_has_about_four_characters() {
        String text = AnswerText.to("Write a long story about penguins");
        assertThat((double) text.length() / Tokens.count(text)).isBetween(3.5, 5.0);
    }
}
