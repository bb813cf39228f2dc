package io.github.camelopenrouter.examples.messagequeue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OptionsTest {
    private static final List<List<String>> NAMES = List.of(List.of("jobs", "time", "budget"));

    private static Options options(String... args) {
        return Options.parse(NAMES, args);
    }

    private static void assertMisuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable use, String named) {
        assertThatExceptionOfType(MisuseException.class).isThrownBy(use).withMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "1.0", "1e3", "+5", "-5", "0x10", "5s", " ", "\uff15", "99999999999", "0", "101"})
    void a_number_is_digits_within_its_range(String text) {
        assertMisuse(() -> options("--jobs=" + text).number("jobs", 1, 1, 100), "--jobs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"soon", "-1", "1e3", "1e999999999", "+1", "1,5", "5s", "\uff15", "1.0005", "99999999999999"})
    void seconds_are_digits_with_a_point(String text) {
        assertMisuse(() -> options("--time=" + text).seconds("time", Duration.ZERO), "--time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5/year", "-5/day", "1e3/day", "5,0/day", "9999999999999/day"})
    void a_budget_is_dollars_and_a_period(String text) {
        assertMisuse(() -> options("--budget=" + text).budget("budget", "1/day"), "--budget");
    }

    @Test
    void an_option_is_given_once() {
        assertMisuse(() -> options("--jobs=1", "--jobs=2"), "--jobs is given twice");
    }

    @Test
    void what_is_meant_is_taken() {
        Options options = options("--jobs=007", "--time=1.5", "--budget=5.00/day");

        assertThat(options.number("jobs", 1, 1, 100)).isEqualTo(7);
        assertThat(options.seconds("time", Duration.ZERO)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(options.budget("budget", "1/day")).isEqualTo("5.00/day");
    }
}
