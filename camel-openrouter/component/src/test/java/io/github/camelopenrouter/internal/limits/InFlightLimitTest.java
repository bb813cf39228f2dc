package io.github.camelopenrouter.internal.limits;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.internal.call.Admission.Permit;

import static org.assertj.core.api.Assertions.assertThat;

/** A limit of calls in flight that adapts to a service that is overloaded. */
class InFlightLimitTest {
    private final ManualTime time = new ManualTime();
    private final Gate gate = Gate.local(new GateSettings(10, true, null, null, 100, null), time.parts());

    private List<Permit> admit(int count) {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            permits.add(Ask.permit(gate));
        }
        return permits;
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 529})
    void an_overloaded_service_lowers_it_once_for_all_that_were_under_way(int status) {
        for (Permit permit : admit(10)) {
            permit.ended(Ask.failed(status));
        }

        assertThat(gate.limit()).isEqualTo(7);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void each_further_round_lowers_it_again_but_never_below_one() {
        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Ask.permit(gate).ended(Ask.failed(429));
            limits.add(gate.limit());
        }

        assertThat(limits).containsExactly(7, 4, 2, 1, 1, 1, 1, 1);
    }

    @Test
    void it_grows_by_one_for_as_many_successes_as_it_allows_up_to_the_option() {
        Ask.permit(gate).ended(Ask.failed(503));
        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 7 + 8 + 9 + 20; i++) {
            Ask.permit(gate).ended(Ask.good());
            limits.add(gate.limit());
        }

        assertThat(limits.get(5)).isEqualTo(7);
        assertThat(limits.get(6)).isEqualTo(8);
        assertThat(limits.get(14)).isEqualTo(9);
        assertThat(limits.get(23)).isEqualTo(10);
        assertThat(limits.get(43)).isEqualTo(10);
    }

    @Test
    void other_failures_leave_it_alone() {
        Ask.permit(gate).ended(Ask.failed(500));
        Ask.permit(gate).ended(Ask.failed(400));
        Ask.permit(gate).ended(Ask.notSent());

        assertThat(gate.limit()).isEqualTo(10);
    }

    @Test
    void nobody_is_let_go_until_fewer_are_in_flight_than_the_lowered_limit() {
        List<Permit> permits = admit(10);
        permits.get(0).ended(Ask.failed(429));
        var waiting = gate.ask(Ask.FACTS);

        permits.get(1).ended(Ask.good());
        permits.get(2).ended(Ask.good());
        assertThat(waiting).isNotDone();
        permits.get(3).ended(Ask.good());
        assertThat(waiting).isCompleted();
        assertThat(gate.inFlight()).isEqualTo(7);
    }
}
