package io.github.camelopenrouter.routepolicy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalWatchTest {
    @Test
    void a_probe_that_throws_an_error_does_not_end_probing() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch probes = new CountDownLatch(3);
        try (RefusalWatch watch = new RefusalWatch(
                timer,
                Clock.systemUTC(),
                () -> {
                    probes.countDown();
                    throw new AssertionError("odd");
                },
                why -> {})) {
            watch.begin(
                    new AccountRefusal(AccountRefusal.Reason.KEY_REFUSED, Instant.now(), null, false),
                    Duration.ofMillis(1));

            assertThat(probes.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            timer.shutdownNow();
        }
    }
}
