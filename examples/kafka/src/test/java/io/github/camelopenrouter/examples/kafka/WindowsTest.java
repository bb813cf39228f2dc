package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void nothing_has_no_window() {
        assertThat(Windows.most(List.of(), SECOND)).isZero();
    }

    @Test
    void the_fullest_window_counts_wherever_it_begins() {
        assertThat(Windows.most(millis(0, 700, 900, 1100, 1650, 3000), SECOND)).isEqualTo(4);
    }

    @Test
    void the_end_of_a_window_is_the_next_ones_beginning() {
        assertThat(Windows.most(millis(0, 1000), SECOND)).isOne();
    }

    private static List<Long> millis(long... moments) {
        return LongStream.of(moments).map(moment -> moment * 1_000_000).boxed().toList();
    }
}
