package io.github.camelopenrouter.internal.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.internal.call.Admission.Permit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Rates that several gates share by a store, as the processes of a cluster do. */
class RateStoreTest {
    private final ManualTime time = new ManualTime();
    private final ExecutorService blocking = Executors.newCachedThreadPool();

    /** What a store was just asked for is answered, or refused, before the next test listens to the log. */
    @AfterEach
    void close() throws InterruptedException {
        blocking.shutdownNow();
        assertThat(blocking.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private Gate gate(MemoryStore store, String name, GateSettings settings) {
        return Gate.shared(settings, new SharedRates(store, name, blocking, time.parts()), time.parts());
    }

    private MemoryStore store(boolean asynchronous) {
        return new MemoryStore(asynchronous, time::nanoTime);
    }

    /** Waits until the store has been asked about everybody: some went, for the others the gate has set its timer. */
    private void settled(Gate gate) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> gate.queued() == 0 || gate.waitsForRate());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_gates_with_one_store_and_name_have_one_rate_together(boolean asynchronous) {
        MemoryStore store = store(asynchronous);
        List<Gate> gates =
                List.of(gate(store, "openrouter", Ask.rate(60, null)), gate(store, "openrouter", Ask.rate(60, null)));
        List<CompletableFuture<Permit>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(gates.get(i % 2).ask(Ask.FACTS));
        }

        for (int second = 0; second < 5; second++) {
            gates.forEach(this::settled);
            assertThat(asked.stream().filter(CompletableFuture::isDone).count()).isEqualTo(second + 1L);
            // a gate wakes up a little later than it must, by chance
            time.advance(Duration.ofMillis(1_050));
        }
    }

    /** Else the one that is nearest to the store would take every permit. */
    @Test
    void those_who_wait_for_the_same_permit_are_told_moments_that_differ_a_little() {
        Rates rates = new SharedRates(store(true), "openrouter", blocking, time.parts()).rates(Ask.rate(60, null));
        assertThat(rates.take(Ask.FACTS).join()).isZero();
        Set<Long> waits = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            waits.add(rates.take(Ask.FACTS).join());
        }

        assertThat(waits)
                .hasSizeGreaterThan(1)
                .allSatisfy(nanos ->
                        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_050)));
    }

    @Test
    void tokens_that_one_gate_used_hold_the_other_back() {
        MemoryStore store = store(true);
        Gate one = gate(store, "openrouter", Ask.rate(null, 6_000L));
        Gate two = gate(store, "openrouter", Ask.rate(null, 6_000L));
        CompletableFuture<Permit> first = one.ask(Ask.tokens(4, null, 1));
        settled(one);
        first.join().ended(Ask.used(1_000));
        await().until(() -> two.ask(Ask.FACTS).getNumberOfDependents() >= 0 && waits(two));

        time.advance(Duration.ofSeconds(5));
        settled(two);
        assertThat(two.admitted()).isZero();
        time.advance(Duration.ofSeconds(6));
        await().until(() -> two.admitted() > 0);
    }

    private boolean waits(Gate gate) {
        settled(gate);
        return gate.waitsForRate();
    }

    @Test
    void another_name_or_another_rate_is_another_limit() {
        MemoryStore store = store(true);
        for (Gate gate : List.of(
                gate(store, "a", Ask.rate(1, null)),
                gate(store, "b", Ask.rate(1, null)),
                gate(store, "b", Ask.rate(2, null)))) {
            assertThat(gate.ask(Ask.FACTS)).succeedsWithin(Duration.ofSeconds(5));
        }
        assertThat(store.states).containsOnlyKeys("a/requests/1", "b/requests/1", "b/requests/2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_store_that_fails_refuses_calls_and_is_named_in_the_log_once_a_minute(boolean asynchronous) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(SharedRates.class);
        logger.addAppender(log);
        MemoryStore store = store(asynchronous);
        store.failure = new IllegalStateException("no cluster");
        Gate gate = gate(store, "openrouter", Ask.rate(60, null));

        for (int i = 0; i < 3; i++) {
            CompletableFuture<Permit> asked = gate.ask(Ask.FACTS);
            await().until(asked::isDone);
            var refusal = Ask.refusal(asked);
            assertThat(refusal.getErrorType()).isEqualTo("not_admitted");
            assertThat(refusal.details().retry()).isEqualTo(Retry.YES);
            assertThat(refusal).hasMessageContaining("rateLimitStore").hasRootCauseMessage("no cluster");
        }
        assertThat(log.list).hasSize(1);
        time.advance(Duration.ofMinutes(1));
        await().until(gate.ask(Ask.FACTS)::isDone);
        assertThat(log.list).hasSize(2);
        assertThat(gate.inFlight()).isZero();

        store.failure = null;
        assertThat(gate.ask(Ask.FACTS)).succeedsWithin(Duration.ofSeconds(5));
        logger.detachAppender(log);
    }

    @Test
    void a_store_that_says_nothing_is_not_waited_for_any_longer() {
        MemoryStore store = store(true);
        store.silent = true;
        Gate gate = gate(store, "openrouter", Ask.rate(60, null));
        CompletableFuture<Permit> first = gate.ask(Ask.FACTS);

        time.advance(Duration.ofSeconds(5));

        assertThat(Ask.refusal(first)).hasRootCauseMessage("The rateLimitStore gave no answer within 5 s");
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void who_gives_up_while_the_store_is_asked_leaves_the_place_to_the_next() {
        MemoryStore store = store(true);
        store.silent = true;
        Gate gate = gate(store, "openrouter", Ask.rate(60, null));
        CompletableFuture<Permit> first = gate.ask(Ask.FACTS);
        CompletableFuture<Permit> second = gate.ask(Ask.FACTS);
        first.cancel(false);
        store.silent = false;

        time.advance(Duration.ofSeconds(5));

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        assertThat(gate.inFlight()).isEqualTo(1);
    }

    @Test
    void without_a_queue_several_may_ask_the_store_at_once() {
        MemoryStore store = store(true);
        Gate gate = gate(store, "openrouter", new GateSettings(null, false, 600_000, null, 0, null));
        List<CompletableFuture<Permit>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(gate.ask(Ask.FACTS));
        }

        assertThat(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(5));
    }
}
