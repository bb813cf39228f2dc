package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.store.BudgetStore.Reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On H2. */
class JdbcBudgetStoreTest extends BudgetStoreContract {
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    {
        new JdbcBudgetStore(database).createSchema();
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    @Override
    BudgetStore store() {
        return new JdbcBudgetStore(database);
    }

    @Override
    int costs() {
        return 2_000;
    }

    @Test
    void the_schema_may_be_created_again() {
        new JdbcBudgetStore(database).createSchema();
        assertThat(store().balance(account).spent()).isZero();
    }

    @Test
    void a_generation_that_began_to_answer_is_known_after_a_crash() {
        Reservation reservation = new Reservation("crashed", account, BigDecimal.ONE, null);
        store().reserve(reservation, BigDecimal.TEN);
        store().answering(reservation, "gen-crashed");

        assertThat(store().holds(Instant.now().plusSeconds(1)))
                .extracting(BudgetStore.Hold::generationId)
                .containsExactly("gen-crashed");
        assertThat(store().holds(Instant.now().minusSeconds(60))).isEmpty();
    }

    @Test
    void connections_go_back_as_they_came() throws Exception {
        DataSource single =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbcBudgetStore store = new JdbcBudgetStore(single);
        assertThatThrownBy(() -> store.balance(account)).isInstanceOf(IllegalStateException.class);
        try (Connection connection = single.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void a_table_that_is_missing_is_named_with_what_makes_it() {
        JdbcBudgetStore store = new JdbcBudgetStore(JdbcConnectionPool.create("jdbc:h2:mem:none", "sa", ""));

        assertThatThrownBy(() -> store.reserve(new Reservation("1", account, BigDecimal.ONE, null), BigDecimal.TEN))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("openrouter_budget")
                .hasMessageContaining("JdbcBudgetStore.createSchema()")
                .hasMessageNotContaining("UPDATE");
    }

    @Test
    void a_database_that_does_not_answer_is_left_after_the_statement_timeout() throws Exception {
        DataSource slow = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "sa", "");
        JdbcBudgetStore store = new JdbcBudgetStore(slow, Duration.ofSeconds(1));
        store.createSchema();
        store.reserve(new Reservation("1", account, BigDecimal.ONE, null), BigDecimal.TEN);
        try (Connection other = slow.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE openrouter_budget SET spent = 1");

            assertThatThrownBy(() -> store.settle(new Reservation("1", account, BigDecimal.ONE, null), BigDecimal.ONE))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.isRetryable()).isTrue())
                    .hasMessageContaining("could not settle");
            other.rollback();
        }
    }
}
