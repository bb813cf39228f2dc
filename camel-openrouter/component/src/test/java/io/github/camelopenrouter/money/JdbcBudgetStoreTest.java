package io.github.camelopenrouter.money;

import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.money.BudgetStore.Reservation;

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
}
