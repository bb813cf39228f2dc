package io.github.camelopenrouter.verify;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MaskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "sk-or-v1-0123456789 | a sk-or-v1-0123456789 b | a sk-or-v1-*** b",
                "sk-or-v1-0123456789 | a 23456789, 345678 | a ***, 345678",
                "sk-or-v1-0123456789 | sk-or-v1-012...789 | sk-or-v1-012...789",
                "another-key | another-key, anoth | ***, anoth",
                "short | the short one | the *** one",
                "- | sk-or-v1-0123456789 | sk-or-v1-0123456789"
            })
    void parts_of_the_key_are_masked(String key, String text, String shown) {
        assertThat(new Mask(key).line(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"100000, 403", "400, 400"})
    void a_line_is_bounded(int length, int shown) {
        assertThat(new Mask("sk-or-v1-0123456789").line("x".repeat(length))).hasSize(shown);
    }
}
