package io.github.camelopenrouter.model;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataTextTest {
    @RepeatedTest(100)
    void pieces_that_were_encoded_one_by_one_are_the_whole(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        Base64.Encoder encoder = random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder();
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
            text.append(encoder.encodeToString(Arrays.copyOfRange(bytes, from, to)));
            text.append(random.nextInt(4) == 0 ? "\r\n" : "");
            from = to;
        }

        assertThat(DataText.base64(text.toString()).bytes()).isEqualTo(bytes);
        assertThat(DataText.ofUrl("data:;base64," + text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "AAAAA", "A", "AA==A", "\u00e4\u00e4\u00e4\u00e4", "AAAA\u20ac"})
    void what_is_no_base64_is_refused(String text) {
        assertThatThrownBy(() -> DataText.base64(text).bytes()).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/x.png", "", "data", "file:/etc/passwd", "javascript:data:x"})
    void another_address_is_no_data(String url) {
        assertThat(DataText.ofUrl(url)).isNull();
    }

    @Test
    void a_data_url_without_a_comma_is_read_as_base64() {
        assertThat(DataText.ofUrl("data:AAAA").bytes()).containsExactly(0, 0, 0);
        assertThat(DataText.ofUrl("data:AAAA").contentType()).isNull();
    }

    @Test
    void nothing_has_no_bytes() {
        assertThat(DataText.base64("").bytes()).isEmpty();
        assertThat(DataText.ofUrl("data:image/png;base64,").bytes()).isEmpty();
        assertThat(DataText.base64("==").start()).isEmpty();
    }
}
