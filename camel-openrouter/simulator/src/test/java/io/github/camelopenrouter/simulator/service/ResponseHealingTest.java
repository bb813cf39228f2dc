package io.github.camelopenrouter.simulator.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResponseHealingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":[1,2,],} | {\"a\":[1,2]}",
                "Sure! ```json {\"a\":{\"b\":1}``` | {\"a\":{\"b\":1}}",
                "{\"a\":\"half | {\"a\":\"half\"}",
                "[{\"a\":\"} \\\" ]\"}, | [{\"a\":\"} \\\" ]\"}]",
                "{\"a\":1} and {\"b\":2} | {\"a\":1}"
            })
    void what_is_wrong_around_and_at_the_ends_is_repaired(String damaged, String healed) {
        assertThat(ResponseHealing.heal(damaged)).isEqualTo(healed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON at all", "{\"a\":}", "[1}", "{a:1}", "{\"a\": 1}"})
    void what_is_right_or_beyond_repair_stays(String text) {
        assertThat(ResponseHealing.heal(text)).isEqualTo(text);
    }

    @Test
    void what_damages_can_be_healed() {
        String json = "{\"a\":[{\"b\":\"c\"},{\"b\":\"d\"}]}";
        assertThat(Json.isDocument(DamagedJson.of(json))).isFalse();
        assertThat(ResponseHealing.heal(DamagedJson.of(json))).isEqualTo(json);
    }
}
