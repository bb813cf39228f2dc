package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.store.BudgetStore.Account;
import io.github.camelopenrouter.store.BudgetStore.Reservation;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryBudgetStoreTest extends BudgetStoreContract {
    private final InMemoryBudgetStore store = new InMemoryBudgetStore();

    @Override
    BudgetStore store() {
        return store;
    }

    @Test
    void periods_that_are_long_over_are_forgotten() {
        Instant start = account.start();
        for (int day = 0; day < 10; day++) {
            Account today = new Account("day", start.plus(Duration.ofDays(day)), start.plus(Duration.ofDays(day + 1)));
            store.reserve(new Reservation("r" + day, today, BigDecimal.ONE, null), BigDecimal.TEN);
            store.hold(new Reservation("r" + day, today, BigDecimal.ONE, null), "gen-" + day);
        }
        assertThat(store.holds(Instant.now().plusSeconds(1))).hasSizeLessThan(4);
        Account first = new Account("day", start, start.plus(Duration.ofDays(1)));
        assertThat(store.balance(first).reserved()).isZero();
    }
}
