package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.Admission.Result;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many threads spend one budget, with calls that end in every way and a store that fails or throws now and then. */
@Timeout(120)
class BudgetStressTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 1_000;
    private static final BigDecimal RESERVE = new BigDecimal("0.01");
    private static final BigDecimal COST = new BigDecimal("0.004");

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService storeThreads = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ConcurrentLinkedQueue<Runnable> later = new ConcurrentLinkedQueue<>();
    private final Moody store = new Moody();
    private final AtomicInteger billed = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger given = new AtomicInteger();

    @AfterEach
    void close() {
        threads.shutdownNow();
        storeThreads.shutdownNow();
        timer.shutdownNow();
    }

    /** Fails by chance, before it has done anything, until it is well. */
    private static final class Moody implements BudgetStore {
        private final InMemoryBudgetStore store = new InMemoryBudgetStore();
        private final AtomicReference<Random> mood = new AtomicReference<>(new Random(7));

        private void chance() {
            Random random = mood.get();
            int fate = random == null ? 9 : random.nextInt(20);
            if (fate == 0) {
                throw new IllegalStateException("no database");
            } else if (fate == 1) {
                throw new AssertionError("odd");
            }
        }

        @Override
        public boolean reserve(Reservation reservation, BigDecimal limit) {
            chance();
            return store.reserve(reservation, limit);
        }

        @Override
        public void settle(Reservation reservation, BigDecimal cost) {
            chance();
            store.settle(reservation, cost);
        }

        @Override
        public void hold(Reservation reservation, String generationId) {
            chance();
            store.hold(reservation, generationId);
        }

        @Override
        public List<Hold> holds(Instant before) {
            return store.holds(before);
        }

        @Override
        public Balance balance(Account account) {
            return store.balance(account);
        }
    }

    @Test
    void the_balance_is_what_was_billed_and_what_nobody_knows_and_never_more_than_the_budget() throws Exception {
        BudgetTeller teller = new BudgetTeller(store, storeThreads, (task, pause) -> {
            // what is told again is told when the test says so; deadlines are far away
            if (pause.compareTo(BudgetTeller.SILENCE) < 0) {
                later.add(task);
                return null;
            }
            return timer.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
        });
        BudgetAccounts accounts = new BudgetAccounts(
                "stress", Budget.parse("5/total"), OpenRouterBudgetPer.all, teller, Clock.systemUTC());
        BudgetAdmission admission =
                new BudgetAdmission(accounts, CostEstimate.fixed(RESERVE), new CostInquiry(() -> null, null), false);

        List<? extends Future<?>> running = IntStream.range(0, THREADS)
                .mapToObj(thread -> threads.submit(() -> rounds(admission, new Random(thread))))
                .toList();
        for (Future<?> thread : running) {
            thread.get(90, TimeUnit.SECONDS);
        }
        store.mood.set(null);

        BudgetStore.Account account = accounts.account(facts());
        await().until(() -> {
            for (Runnable task = later.poll(); task != null; task = later.poll()) {
                task.run();
            }
            return store.store.running() == 0;
        });
        BudgetStore.Balance balance = store.balance(account);
        assertThat(balance.spent()).isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(billed.get())));
        assertThat(balance.reserved()).isEqualByComparingTo(RESERVE.multiply(BigDecimal.valueOf(open.get())));
        assertThat(balance.spent().add(balance.reserved())).isLessThanOrEqualTo(new BigDecimal("5"));
        assertThat(given.get()).isPositive();
        assertThat(billed.get()).isPositive();
        assertThat(open.get()).isPositive();
    }

    private static CallFacts facts() {
        return new CallFacts("a/b", List.of(), "id", null, "route", null, 1, 1, 1);
    }

    private void rounds(BudgetAdmission admission, Random random) {
        for (int i = 0; i < ROUNDS; i++) {
            CompletableFuture<Permit> asked = admission.ask(facts());
            if (random.nextInt(10) == 0 && asked.cancel(false)) {
                continue;
            }
            Permit permit;
            try {
                permit = asked.get(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                // refused, or the store failed
                continue;
            }
            given.incrementAndGet();
            end(permit, random.nextInt(12));
        }
    }

    private void end(Permit permit, int fate) {
        switch (fate) {
            case 0 -> permit.ended(failed(new TransportException(details(Outcome.NOT_SENT), null), null));
            case 1 -> permit.ended(failed(new ProviderException(details(Outcome.REJECTED), null), null));
            case 2 -> permit.ended(failed(new ProviderException(details(Outcome.PARTIAL), null), null));
            case 3 -> {
                open.incrementAndGet();
                permit.ended(failed(new TransportException(details(Outcome.PARTIAL), null), BigDecimal.ZERO));
            }
            default -> {
                billed.incrementAndGet();
                Usage usage = usage(COST);
                permit.ended(new Result(
                        new ChatResponse(null, "m", "P", null, List.of(), usage, null, Map.of()), usage, null));
            }
        }
    }

    private static Usage usage(BigDecimal cost) {
        return new Usage(1L, 1L, 2L, null, null, null, cost, null, null);
    }

    private static ErrorDetails details(Outcome outcome) {
        return ErrorDetails.of("failed", outcome);
    }

    private static Result failed(OpenRouterException failure, BigDecimal cost) {
        return new Result(null, cost == null ? null : usage(cost), failure);
    }
}
