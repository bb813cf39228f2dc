package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.call.Admission.Permit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many threads ask, give up, and end at the same time, with rates, timeouts and adaptation all on. */
class GateStressTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 5_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger given = new AtomicInteger();

    @AfterEach
    void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void the_limit_holds_and_nothing_is_lost() throws Exception {
        GateSettings settings = new GateSettings(4, true, 60_000_000, 1_000_000_000L, 50, Duration.ofMillis(2));
        Gate gate = Gate.local(settings, new LimitParts(timer, System::nanoTime));
        List<CompletableFuture<Permit>> all = new ArrayList<>();
        List<Future<List<CompletableFuture<Permit>>>> parts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            parts.add(threads.submit(() -> rounds(gate)));
        }
        for (Future<List<CompletableFuture<Permit>>> part : parts) {
            all.addAll(part.get(30, TimeUnit.SECONDS));
        }

        await().until(() -> all.stream().allMatch(CompletableFuture::isDone));
        await().until(() -> gate.inFlight() == 0 && gate.queued() == 0);
        assertThat(most).hasValueLessThanOrEqualTo(4);
        assertThat(given.get()).isPositive();
        // what was given too late to be taken came back too
        assertThat(gate.admitted()).isGreaterThanOrEqualTo(given.get());
    }

    private List<CompletableFuture<Permit>> rounds(Gate gate) {
        List<CompletableFuture<Permit>> asked = new ArrayList<>();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < ROUNDS; i++) {
            CompletableFuture<Permit> ask = gate.ask(Ask.tokens(400, 100, 1));
            asked.add(ask);
            int fate = random.nextInt(8);
            ask.thenAccept(permit -> {
                given.incrementAndGet();
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (fate < 2) {
                    end(permit, fate);
                } else {
                    threads.execute(() -> end(permit, fate));
                }
            });
            if (fate == 7) {
                ask.cancel(false);
            }
        }
        return asked;
    }

    private void end(Permit permit, int fate) {
        running.decrementAndGet();
        permit.ended(fate == 0 ? Ask.notSent() : fate == 3 ? Ask.failed(503) : fate == 4 ? Ask.used(50) : Ask.good());
    }
}
