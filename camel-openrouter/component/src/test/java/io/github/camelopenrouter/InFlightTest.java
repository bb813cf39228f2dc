package io.github.camelopenrouter;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** More calls at a time than Camel's default pools would hold. */
class InFlightTest extends SimulatorTestSupport {

    @Test
    void the_timer_holds_a_deadline_for_each_of_many_thousand_calls() throws Exception {
        ScheduledExecutorService timer = context.getComponent("openrouter", OpenRouterComponent.class)
                .runtime()
                .engine()
                .timer();
        CountDownLatch ran = new CountDownLatch(20_000);

        for (int i = 0; i < 20_000; i++) {
            timer.schedule(ran::countDown, 200, TimeUnit.MILLISECONDS);
        }

        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
