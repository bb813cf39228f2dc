package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.store.BudgetStore.Account;
import io.github.camelopenrouter.store.BudgetStore.Hold;
import io.github.camelopenrouter.store.BudgetStore.Reservation;

import static org.assertj.core.api.Assertions.assertThat;

/** What every store of budgets does. */
abstract class BudgetStoreContract {
    private static final Instant DAY = Instant.parse("2026-11-23T00:00:00Z");
    private static final BigDecimal ONE = new BigDecimal("1.00");

    final Account account = new Account("test/" + UUID.randomUUID(), DAY, DAY.plus(Duration.ofDays(1)));

    private BudgetStore store;

    /** The same store as ever, or another one that shares its money where there can be one. */
    abstract BudgetStore store();

    private BudgetStore one() {
        if (store == null) {
            store = store();
        }
        return store;
    }

    private Reservation reservation(String amount) {
        return new Reservation(UUID.randomUUID().toString(), account, new BigDecimal(amount), "alias");
    }

    private void assertBalance(String spent, String reserved) {
        assertThat(one().balance(account).spent()).isEqualByComparingTo(spent);
        assertThat(one().balance(account).reserved()).isEqualByComparingTo(reserved);
    }

    @Test
    void an_account_that_was_never_used_is_empty() {
        assertBalance("0", "0");
    }

    @Test
    void money_can_be_reserved_up_to_the_limit_and_not_beyond() {
        assertThat(one().reserve(reservation("0.70"), ONE)).isTrue();
        assertThat(one().reserve(reservation("0.300000000000000001"), ONE)).isFalse();
        assertThat(one().reserve(reservation("0.30"), ONE)).isTrue();
        assertThat(one().reserve(reservation("0.000000000000000001"), ONE)).isFalse();
        assertBalance("0", "1");
    }

    @Test
    void what_is_dearer_than_the_whole_budget_is_never_admitted() {
        assertThat(one().reserve(reservation("1.01"), ONE)).isFalse();
        assertBalance("0", "0");
    }

    @Test
    void the_actual_cost_replaces_what_was_reserved() {
        Reservation reservation = reservation("0.90");
        one().reserve(reservation, ONE);
        one().settle(reservation, new BigDecimal("0.000123456789"));

        assertBalance("0.000123456789", "0");
        assertThat(one().reserve(reservation("0.99"), ONE)).isTrue();
    }

    @Test
    void a_cost_beyond_what_was_reserved_counts_in_full() {
        Reservation reservation = reservation("0.10");
        one().reserve(reservation, ONE);
        one().settle(reservation, new BigDecimal("1.50"));

        assertBalance("1.5", "0");
        assertThat(one().reserve(reservation("0"), ONE)).isFalse();
    }

    @Test
    void what_was_not_billed_is_given_back() {
        Reservation reservation = reservation("1");
        one().reserve(reservation, ONE);
        one().release(reservation);

        assertBalance("0", "0");
    }

    @Test
    void a_reservation_is_settled_once_however_often_its_cost_is_told() {
        Reservation reservation = reservation("0.50");
        one().reserve(reservation, ONE);
        one().settle(reservation, new BigDecimal("0.20"));
        store().settle(reservation, new BigDecimal("0.20"));
        one().release(reservation);

        assertBalance("0.2", "0");
    }

    @Test
    void a_held_reservation_stays_until_its_cost_is_known() {
        Reservation reservation = reservation("0.50");
        one().reserve(reservation, ONE);
        one().hold(reservation, "gen-1");

        assertBalance("0", "0.5");
        one().settle(reservation, new BigDecimal("0.25"));
        assertBalance("0.25", "0");
        assertThat(holds()).isEmpty();
    }

    @Test
    void holds_are_listed_with_all_that_is_needed_to_settle_them() {
        Reservation reservation = reservation("0.50");
        one().reserve(reservation, ONE);
        one().hold(reservation, "gen-1");
        Hold hold = holds().get(0);

        assertThat(hold.generationId()).isEqualTo("gen-1");
        assertThat(hold.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(hold.reservation())
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.compareTo(b) == 0, BigDecimal.class)
                .isEqualTo(reservation);
        store().settle(hold.reservation(), new BigDecimal("0.1"));
        assertBalance("0.1", "0");
    }

    @Test
    void what_nobody_can_look_up_is_not_listed_and_stays_reserved() {
        Reservation reservation = reservation("0.50");
        one().reserve(reservation, ONE);
        one().hold(reservation, null);

        assertThat(holds()).isEmpty();
        assertBalance("0", "0.5");
    }

    private List<Hold> holds() {
        return one().holds(Instant.now().plusSeconds(1)).stream()
                .filter(hold -> hold.reservation().account().name().equals(account.name()))
                .toList();
    }

    @Test
    void an_account_of_the_next_period_has_all_its_money() {
        Reservation before = reservation("1");
        one().reserve(before, ONE);
        Account next = new Account(account.name(), account.end(), account.end().plus(Duration.ofDays(1)));

        assertThat(one().reserve(new Reservation(UUID.randomUUID().toString(), next, ONE, null), ONE))
                .isTrue();
        one().settle(before, new BigDecimal("0.75"));
        assertBalance("0.75", "0");
        assertThat(one().balance(next).spent()).isZero();
    }

    @Test
    void a_budget_in_total_never_ends() {
        Account total = new Account(account.name() + "/total", Instant.EPOCH, null);
        Reservation reservation = new Reservation(UUID.randomUUID().toString(), total, ONE, null);
        one().reserve(reservation, ONE);
        one().hold(reservation, "gen-total-" + reservation.id());

        assertThat(one().holds(Instant.now().plusSeconds(1)))
                .anyMatch(hold -> hold.reservation().account().equals(total));
    }

    @Test
    void many_costs_are_summed_exactly() {
        Random chance = new Random(42);
        BigDecimal limit = new BigDecimal("1000000");
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < costs(); i++) {
            Reservation reservation =
                    reservation(BigDecimal.valueOf(chance.nextInt(1 << 30), 12).toPlainString());
            BigDecimal cost = BigDecimal.valueOf(chance.nextLong(1L << 40), 15);
            assertThat(one().reserve(reservation, limit)).isTrue();
            one().settle(reservation, cost);
            sum = sum.add(cost);
        }
        assertBalance(sum.toPlainString(), "0");
    }

    /** A database takes its time. */
    int costs() {
        return 10_000;
    }

    @Test
    void however_many_reserve_at_once_the_limit_holds() throws Exception {
        int threads = 64;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                BudgetStore mine = i % 2 == 0 ? one() : store();
                Callable<Integer> work = () -> {
                    start.await();
                    int admitted = 0;
                    for (int round = 0; round < 5; round++) {
                        if (mine.reserve(reservation("0.009"), ONE)) {
                            admitted++;
                        }
                    }
                    return admitted;
                };
                all.add(pool.submit(work));
            }
            int admitted = 0;
            for (Future<Integer> one : all) {
                admitted += one.get();
            }
            assertThat(admitted).isEqualTo(111);
            assertBalance("0", "0.999");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void nobody_is_refused_because_others_use_a_new_account_at_the_same_moment() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            for (int day = 0; day < 40; day++) {
                Instant begin = DAY.plus(Duration.ofDays(day));
                Account fresh = new Account(account.name(), begin, begin.plus(Duration.ofDays(1)));
                Callable<Boolean> work = () -> {
                    Reservation reservation =
                            new Reservation(UUID.randomUUID().toString(), fresh, new BigDecimal("0.01"), null);
                    start.await();
                    return one().reserve(reservation, ONE);
                };
                one();
                for (Future<Boolean> admitted : pool.invokeAll(Collections.nCopies(threads, work))) {
                    assertThat(admitted.get()).as("on day %d", day).isTrue();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void reserving_and_settling_at_once_ends_balanced() throws Exception {
        int threads = 64;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<BigDecimal>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<BigDecimal> work = () -> {
                    BigDecimal spent = BigDecimal.ZERO;
                    for (int round = 0; round < 5; round++) {
                        Reservation reservation = reservation("0.2");
                        if (one().reserve(reservation, ONE)) {
                            spent = spent.add(new BigDecimal("0.003"));
                            one().settle(reservation, new BigDecimal("0.003"));
                        }
                    }
                    return spent;
                };
                all.add(pool.submit(work));
            }
            BigDecimal spent = BigDecimal.ZERO;
            for (Future<BigDecimal> one : all) {
                spent = spent.add(one.get());
            }
            assertBalance(spent.toPlainString(), "0");
            assertThat(spent).isPositive();
        } finally {
            pool.shutdownNow();
        }
    }
}
