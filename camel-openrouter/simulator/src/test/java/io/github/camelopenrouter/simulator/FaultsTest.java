package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class FaultsTest {

    private static final int MANY = 20_000;

    @Test
    void the_same_seed_and_number_give_the_same_fault() {
        Faults faults = Faults.seeded(42).evenly(0.5);
        Faults same = Faults.seeded(42).evenly(0.5);
        Faults other = Faults.seeded(43).evenly(0.5);
        assertThat(LongStream.range(0, 100).mapToObj(faults::of))
                .containsExactlyElementsOf(
                        LongStream.range(0, 100).mapToObj(same::of).toList())
                .isNotEqualTo(LongStream.range(0, 100).mapToObj(other::of).toList());
    }

    @Test
    void every_fault_has_its_share() {
        Faults faults = Faults.seeded(7).share(Fault.STALL, 0.1).share(Fault.SERVER_ERROR, 0.3);
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        for (long number = 0; number < MANY; number++) {
            Disturbance disturbance = faults.of(number);
            if (disturbance.fault() != null) {
                counts.merge(disturbance.fault(), 1, Integer::sum);
            }
        }
        assertThat(counts).containsOnlyKeys(Fault.STALL, Fault.SERVER_ERROR);
        assertThat(counts.get(Fault.STALL)).isCloseTo(MANY / 10, within(MANY / 50));
        assertThat(counts.get(Fault.SERVER_ERROR)).isCloseTo(MANY * 3 / 10, within(MANY / 50));
    }

    @Test
    void a_pause_is_bounded() {
        Faults faults = Faults.seeded(7).share(Fault.STALL, 1).pause(Duration.ofMillis(100));
        assertThat(LongStream.range(0, 100).mapToObj(faults::of))
                .allSatisfy(disturbance ->
                        assertThat(disturbance.pause()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100)));
    }

    @Test
    void shares_make_a_whole_at_most() {
        assertThat(Faults.seeded(1).evenly(1).of(5).fault()).isNotNull();
        Faults half = Faults.seeded(1).share(Fault.STALL, 0.5);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> half.share(Fault.SLOW, 0.6));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> half.share(Fault.SLOW, -0.1));
    }
}
