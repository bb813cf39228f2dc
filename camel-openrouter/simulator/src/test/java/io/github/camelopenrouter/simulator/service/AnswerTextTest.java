package io.github.camelopenrouter.simulator.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerTextTest {

    @ParameterizedTest
    @CsvSource({
        "What is 2 + 2?, 2 + 2 = 4",
        "How much is 7.5*4, 7.5 * 4 = 30",
        "Compute 10 / 4 please, 10 / 4 = 2.5",
        "1 / 0, 1 / 0 = undefined",
        "Say hello, hello",
        "Please repeat: one two, one two",
        "Reply with exactly \"pong\", pong"
    })
    void answers_what_is_easy_to_answer(String prompt, String answer) {
        assertThat(AnswerText.to(prompt)).isEqualTo(answer);
    }

    @Test
    void repeats_what_it_does_not_understand() {
        assertThat(AnswerText.to("Why is the sky blue?"))
                .startsWith("You wrote: \"Why is the sky blue?\".")
                .hasSizeLessThan(150);
        assertThat(AnswerText.to("")).isNotBlank();
        assertThat(AnswerText.to("🎉".repeat(500))).hasSizeLessThan(500);
    }

    @Test
    void writes_as_much_as_is_wanted() {
        assertThat(AnswerText.to("Write 300 words about camels").split(" ").length)
                .isBetween(200, 350);
        assertThat(AnswerText.to("Write 5 paragraphs about camels").split("\n\n"))
                .hasSize(6);
        assertThat(AnswerText.to("Write 99999 words")).hasSizeLessThan(1_000_000);
    }

    @Test
    void finds_the_name_that_a_prompt_is_about() {
        assertThat(AnswerText.nameIn("What is the weather in Berlin today?")).isEqualTo("Berlin");
        assertThat(AnswerText.nameIn("what about bananas")).isEqualTo("bananas");
    }
}
