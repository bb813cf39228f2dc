package io.github.camelopenrouter.integration.fuzz;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A part of the long run. */
class StressTest {
    private static final Duration TIME = Duration.ofSeconds(5);

    @Test
    void every_balance_is_right_after_refusals_cuts_cancels_stops_evictions_and_a_store_that_hung() throws Exception {
        assertRight(20261125, false);
    }

    @Test
    void nothing_is_held_and_no_budget_is_passed_where_the_component_was_started_anew_meanwhile() throws Exception {
        assertRight(20261126, true);
    }

    private static void assertRight(long seed, boolean restarts) throws Exception {
        Faults faults = new Faults();
        new Stress(seed, restarts, faults).run(TIME, System.err);
        assertThat(faults.list()).isEmpty();
    }
}
