package io.github.camelopenrouter.internal.mcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ToolNamesTest {
    @Test
    void a_plain_name_stands_behind_that_of_its_server() {
        assertThat(ToolNames.of("docs", "get_weather-2")).isEqualTo("docs_get_weather-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get weather", "wetter/heute", "\u5929\u6c14", "\ud83d\ude00", "a\u0000b", "", "_"})
    void any_name_becomes_one_that_can_be_offered(String name) {
        assertThat(ToolNames.of("docs", name)).matches("docs_[A-Za-z0-9_-]{0,59}");
    }

    @Test
    void a_long_name_keeps_its_beginning_and_differs_from_its_neighbours() {
        String one = ToolNames.of("docs", "x".repeat(100) + "1");
        String other = ToolNames.of("docs", "x".repeat(100) + "2");

        assertThat(one).hasSize(64).startsWith("docs_xxxx").isNotEqualTo(other);
    }

    @Test
    void a_name_of_exactly_64_characters_stays_as_it_is() {
        assertThat(ToolNames.of("docs", "x".repeat(59))).isEqualTo("docs_" + "x".repeat(59));
        assertThat(ToolNames.of("docs", "x".repeat(60))).hasSize(64).doesNotEndWith("xxxxxxxx");
    }

    @Test
    void names_that_differ_in_what_cannot_be_said_stay_different() {
        assertThat(ToolNames.of("docs", "a b")).isNotEqualTo(ToolNames.of("docs", "a.b"));
    }

    @Test
    void the_name_of_a_tool_is_the_same_each_time() {
        assertThat(ToolNames.of("docs", "a b"))
                .isEqualTo("docs_a_b_" + ToolNames.of("docs", "a b").substring(9));
        assertThat(ToolNames.of("docs", "a b")).isEqualTo(ToolNames.of("docs", "a b"));
    }
}
